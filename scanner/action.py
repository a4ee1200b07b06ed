"""The container's entry: a GitHub Action with `INPUT_*`, or the command when given arguments."""

import os
import sys
from collections.abc import Mapping
from typing import NoReturn

from scanner import command_line
from scanner.__main__ import main_exit

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
    words = sys.argv[1:]
    if words or not any(name.startswith("INPUT_") for name in os.environ):
        main_exit(words or ["scan"])
    from scanner import action_outputs, cli  # as in `scanner.__main__`

    cli.prepare()
    outcome = cli.run(command_line.parse(arguments(os.environ)))
    action_outputs.write(outcome, os.environ)
    sys.exit(cli.flushed(outcome.code))


def arguments(environ: Mapping[str, str]) -> list[str]:
    """The inputs as a command line; GitHub upper-cases names and keeps their hyphens."""
    words = ["scan"]
    for name, *_ in command_line.INPUTS:
        value = environ.get(f"INPUT_{name.upper()}", "").strip()
        if value and value != DEFAULTS.get(name):
            words.append(f"--{name}={value}")
    return [*words, "--", environ.get("INPUT_PATH", "").strip() or "."]


if __name__ == "__main__":
    main()
