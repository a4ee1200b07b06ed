"""The container's entry: a GitHub Action with `INPUT_*`, or the command when given arguments."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from scanner import cli, command_line, comparison
from scanner.cli import Outcome
from scanner.errors import ExitCode
from scanner.render.json_ import counts

DEFAULTS: Mapping[str, str] = {
    "path": ".",
    "scanners": "dependencies,secrets,code,langflow",
    "fail-on": "high",
    "min-severity": "none",
    "min-confidence": "low",
    "profile": "internet",
    "new-only": "auto",
    "sarif-file": "langflow-scan.sarif",
    "output-dir": "langflow-scan-out",
    "offline": "auto",
    "history": "false",
    "annotations": "true",
    "summary": "true",
    "allow-incomplete": "false",
    "strict": "false",
    "timeout": "1800",
    "max-memory": "2500",
}
"""The defaults of action.yml. An input left at its default does not win over the configuration."""


def main() -> NoReturn:
    """Run the command line that was given, or else the action's inputs."""
    cli.prepare()
    words = sys.argv[1:]
    if words or not any(name.startswith("INPUT_") for name in os.environ):
        sys.exit(cli.flushed(cli.main(words or ["scan"])))
    outcome = cli.run(command_line.parse(arguments(os.environ)))
    _write_outputs(outcome, os.environ)
    sys.exit(cli.flushed(outcome.code))


def arguments(environ: Mapping[str, str]) -> list[str]:
    """The inputs as a command line; GitHub upper-cases names and keeps their hyphens."""
    words = ["scan"]
    for name, *_ in command_line.INPUTS:
        value = environ.get(f"INPUT_{name.upper()}", "").strip()
        if value and value != DEFAULTS.get(name):
            words.append(f"--{name}={value}")
    return [*words, "--", environ.get("INPUT_PATH", "").strip() or "."]


def _write_outputs(outcome: Outcome, environ: Mapping[str, str]) -> None:
    """The outputs of action.yml, one `name=value` a line."""
    target = environ.get("GITHUB_OUTPUT")
    if not target:
        return
    lines = (f"{name}={value}\n" for name, value in outputs(outcome, environ).items())
    with Path(target).open("a", encoding="utf-8") as stream:
        stream.writelines(lines)


def outputs(outcome: Outcome, environ: Mapping[str, str]) -> dict[str, str]:
    """Values of our own making only: nothing that the repository chose can end a line."""
    report, chosen = outcome.report, outcome.settings
    if report is None or chosen is None:
        return {"verdict": "incomplete", "should-upload": "false"}
    complete = [kind for kind in report.kinds if kind not in report.incomplete_kinds]
    written = outcome.code is not ExitCode.USAGE
    has_json = written and "json" in chosen.formats
    return {
        "verdict": report.verdict,
        "should-upload": _boolean(written and bool(complete) and not _from_fork(environ)),
        "sarif-file": _one_line(chosen.sarif_file) if written else "",
        "report-json": _one_line(chosen.output_dir / "langflow-scan.json") if has_json else "",
        "not-looked-at": str(report.not_looked_at),
        "findings": str(len(report.open)),
        "new-findings": str(len(report.new)),
        **{band: str(number) for band, number in counts(report).items()},
        "incomplete-scanners": ",".join(k for k in report.kinds if k in report.incomplete_kinds),
    }


def _from_fork(environ: Mapping[str, str]) -> bool:
    """Whether the run is of a pull request from another repository: its token may not upload."""
    event = comparison.event(environ)
    request: Any = event.get("pull_request") or {}
    head: Any = ((request.get("head") or {}).get("repo") or {}).get("full_name")
    if not request or head == environ.get("GITHUB_REPOSITORY"):
        return False
    sys.stdout.write(
        "::notice title=langflow-scan::the pull request comes from a fork, whose token may not "
        "upload to code scanning; see the annotations and the job summary\n"
    )
    return True


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _one_line(path: Path) -> str:
    return str(path).replace("\r", "").replace("\n", "")


if __name__ == "__main__":
    main()
