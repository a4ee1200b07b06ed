"""The templates of `examples/ci/`: their commands are run, and leave the reports that they name."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.engines

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATES = EXAMPLES / "ci"
REPORTS = re.compile(
    r"(?:langflow-scan-out|test-results)/[\w.-]+\.(?:json|xml)|langflow-scan\.sarif"
)


def strings(value: Any) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def commands(template: Path) -> str:
    """The script that scans, without what installs and what gets the files."""
    text = template.read_text()
    if template.suffix == ".yml":
        listed = [one for one in strings(yaml.safe_load(text)) if "langflow-scan scan" in one]
        assert listed
        text = listed[0]
    else:
        text = text[text.index("'''") + 3 : text.rindex("'''")]
    kept = [
        line for line in text.splitlines() if "pip install" not in line and " -m venv" not in line
    ]
    return "\n".join(line.replace(".venv-langflow-scan/bin/", "") for line in kept)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the hardened example, and our command on the path."""
    root = tmp_path / "checkout"
    shutil.copytree(EXAMPLES / "hardened", root)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "langflow-scan"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m scanner "$@"\n')
    program.chmod(0o755)
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


@pytest.mark.parametrize(
    "name",
    [
        ".gitlab-ci.yml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "Jenkinsfile",
        "forgejo-workflow.yml",
    ],
)
def test_the_commands_of_a_template(name: str, checkout: Path) -> None:
    template = TEMPLATES / name
    environment = {
        "PATH": f"{checkout.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(checkout.parent),
        "PYTHONPATH": str(EXAMPLES.parent),
    }
    done = subprocess.run(
        ["/bin/sh", "-euc", commands(template)],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    named = {*REPORTS.findall(template.read_text())}
    assert [one for one in named if not (checkout / one).is_file()] == []


def test_every_template_is_listed() -> None:
    page = (EXAMPLES.parent / "docs" / "other-ci.md").read_text()
    assert [path.name for path in TEMPLATES.iterdir() if path.name not in page] == []


def test_the_container_is_given_nothing_but_the_reports_folder() -> None:
    words = (TEMPLATES / "docker.sh").read_text()
    for needed in ("--network none", "--read-only", "--cap-drop ALL", ":/github/workspace:ro"):
        assert needed in words
