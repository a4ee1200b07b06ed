"""The outputs of action.yml: what a workflow's next steps read of a scan."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scanner import comparison
from scanner.cli import Outcome
from scanner.errors import ExitCode
from scanner.render.json_ import counts


def write(outcome: Outcome, environ: Mapping[str, str]) -> None:
    """Write them where the runner wants them, one `name=value` a line."""
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

    def further(name: str, file: str) -> str:
        return _one_line(chosen.output_dir / file) if written and name in chosen.formats else ""

    return {
        "verdict": report.verdict,
        "should-upload": _boolean(written and bool(complete) and not _from_fork(environ)),
        "sarif-file": _one_line(chosen.sarif_file) if written else "",
        "report-json": further("json", "langflow-scan.json"),
        "comment-file": further("comment", "langflow-scan-comment.md"),
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
