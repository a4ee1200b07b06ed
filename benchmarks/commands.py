"""The command lines that are compared: our scan, and what one would run without it."""

import sys
from pathlib import Path

from scanner.code.rules import semgrep_rules

OURS = "langflow-scan"
_BIN = Path(sys.executable).parent


def ours(tree: Path, work: Path, checkout: Path | None = None) -> list[str | Path]:
    """A cold scan, by this checkout or another one."""
    script = checkout / ".venv" / "bin" / OURS if checkout else _BIN / OURS
    return [script, "scan", tree, "--offline", "true", "--sarif-file", work / "scan.sarif"]


def stock(tree: Path, work: Path) -> dict[str, list[str | Path]]:
    """The four tools, each as its documentation has it, offline; semgrep with our rules."""
    config, pins = work / "rules.json", work / "requirements.txt"
    config.write_bytes(semgrep_rules().config)
    pins.write_text("", "utf-8")  # what it asks the network for is not counted: its start is
    return {
        "pip-audit": [_BIN / "pip-audit", "--disable-pip", "--no-deps", "--requirement", pins],
        "detect-secrets": [
            *(_BIN / "detect-secrets", "-C", tree, "scan", "--all-files", "--no-verify")
        ],
        "bandit": [_BIN / "bandit", "--recursive", "--quiet", "--format", "json", tree],
        "semgrep": [
            *(_BIN / "semgrep", "scan", "--config", config, "--json", "--quiet"),
            *("--metrics", "off", "--disable-version-check", "--no-git-ignore", tree),
        ],
    }
