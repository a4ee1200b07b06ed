"""`init`: the files that a repository needs to be scanned, written where there are none.

Nothing is asked that can be seen, nothing is overwritten, and what existing files need is printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner import outputs
from scanner.configuration import CONFIG_FILE
from scanner.errors import ConfigError

TEMPLATES = Path(__file__).parent / "templates"
WORKFLOW = ".github/workflows/langflow-scan.yml"
_OTHERS: Mapping[str, str] = {
    ".gitlab-ci.yml": "GitLab CI",
    "azure-pipelines.yml": "Azure Pipelines",
    "bitbucket-pipelines.yml": "Bitbucket Pipelines",
    "Jenkinsfile": "Jenkins",
}
_HOOK = """repos:
  - repo: https://github.com/langflow-scan/langflow-scan
    rev: <full-commit-sha>
    hooks:
      - id: langflow-scan"""


@dataclass(frozen=True)
class Plan:
    """What is written and what is said."""

    files: Mapping[str, str]
    """New files: path below the root, and content."""
    remarks: tuple[str, ...]


def plan(root: Path) -> Plan:
    """What the repository lacks.

    Raises:
        ConfigError: there is no such folder.
    """
    if not root.is_dir():
        raise ConfigError(f"{root} is no folder", hint="give the folder of the repository")
    files: dict[str, str] = {}
    others = [name for name in _OTHERS if (root / name).is_file()]
    if not others or (root / ".github").is_dir():
        files[WORKFLOW] = _template("workflow.yml")
    files[CONFIG_FILE] = _template("configuration.yml")
    there = [name for name in files if (root / name).exists() or (root / name).is_symlink()]
    return Plan(
        {name: text for name, text in files.items() if name not in there},
        tuple(_remarks(root, there, others)),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _remarks(root: Path, there: list[str], others: list[str]) -> Iterator[str]:
    for name in there:
        yield f"{name} is there already and was left alone"
    for name in others:
        yield f"{name}: for {_OTHERS[name]} there is a job to copy: docs/other-ci.md"
    if (root / ".pre-commit-config.yaml").is_file():
        yield f"to scan before each push, add to .pre-commit-config.yaml:\n{_HOOK}"


def write(made: Plan, root: Path) -> Iterator[str]:
    """Write the files, and say what comes next.

    Raises:
        OutputError: a file cannot be written.
    """
    for name, text in made.files.items():
        outputs.write(root / name, text, root)
        yield f"written: {name}"
    yield from made.remarks
    if WORKFLOW in made.files:
        yield f"next: put the commit of the release that you reviewed into {WORKFLOW}"
    yield "next: `langflow-scan scan` shows what is found today; `langflow-scan baseline` writes it"
    yield "down, so that only what is new fails a job (baseline: .langflow-scan.baseline)"
