"""The net: files that say something of Langflow which no reader took up."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanner.checks.unexplained import statements, unexplained
from scanner.deployments.read import deployments
from scanner.flows.read import flows
from scanner.settings import Settings
from scanner.tree.collect import collect

Write = Callable[[Mapping[str, str | bytes]], Path]


def named(root: Path) -> dict[str, str]:
    tree = collect(Settings(path=root))
    found = tuple(unexplained(tree, deployments(tree).units, flows(tree).flows))
    assert all(note.partly for note in found)
    return {note.uri: note.message for note in found}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("image: langflowai/langflow:1.2.0", "an image of it"),
        ("img = ghcr.io/langflow-ai/langflow@sha256:00", "an image of it"),
        ("set LANGFLOW_AUTO_LOGIN=true", "LANGFLOW_AUTO_LOGIN"),
        ('"LANGFLOW_AUTO_LOGIN": "true"', "LANGFLOW_AUTO_LOGIN"),
        ("<key>LANGFLOW_AUTO_LOGIN</key>", "LANGFLOW_AUTO_LOGIN"),
        ('{"name": "LANGFLOW_AUTO_LOGIN", "value": "true"}', "LANGFLOW_AUTO_LOGIN"),
        ("exec langflow run --host 0.0.0.0", "a command that starts it"),
        ('args: ["langflow", "run"]', "a command that starts it"),
        ("langflow==1.2.0", "a requirement on it"),
        ('langflow = "^1.2"', "a requirement on it"),
        ("pip install -U langflow", "a requirement on it"),
        ('"project_name": "langflow",', "a requirement on it"),
    ],
)
def test_what_a_line_says(line: str, what: str) -> None:
    assert [statement.what for _, statement in statements(line)] == [what]


@pytest.mark.parametrize(
    "line",
    [
        "# langflow run",
        "// image: langflowai/langflow:1.2.0",
        "see https://github.com/langflow-ai/langflow",
        "https://hub.docker.com/r/langflowai/langflow",
        "url: ${LANGFLOW_AUTO_LOGIN}",
        "LANGFLOW_MY_OWN_NAME=1",
        "key = env.LANGFLOW_SECRET_KEY",
        "name: langflow tests",
        "runs-on: langflow-runner",
        "langflow: running",
    ],
)
def test_what_says_nothing(line: str) -> None:
    assert list(statements(line)) == []


def test_an_unknown_format_is_named(tree: Write) -> None:
    (message,) = named(
        tree({"deploy/job.custom": "run image langflowai/langflow:1.2.0\n"})
    ).values()
    assert message.startswith("deploy/job.custom mentions Langflow, and no reader understood it")
    assert "line 1" in message


def test_what_a_reader_took_is_not_named(tree: Write) -> None:
    compose = "services:\n  a:\n    image: langflowai/langflow:1.2.0\n"
    compose += "    environment:\n      LANGFLOW_AUTO_LOGIN: 'true'\n"
    files = {
        "docker-compose.yml": compose,
        ".env": "LANGFLOW_AUTO_LOGIN=true\n",
        "requirements.txt": "langflow==1.2.0\n",
        "start.sh": "langflow run\n",
        "Dockerfile": "FROM langflowai/langflow:1.2.0\nENV LANGFLOW_AUTO_LOGIN=true\n",
    }
    assert named(tree(files)) == {}


@pytest.mark.parametrize(
    "name", ["README.md", "docs/a.rst", "app.py", "web/a.ts", "CHANGELOG.txt", "tests/x.conf"]
)
def test_prose_code_and_tests_deploy_nothing(name: str, tree: Write) -> None:
    assert named(tree({name: "langflow run\nlangflowai/langflow:1.2.0\n"})) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('name = "langflow"\nversion = "1.0.0"\n', 1),
        ('"version": "1.0.0",\n"name": "langflow",\n', 1),
        ("name: 'langflow'\nlocation: location\n", 0),
        ("- type: web\n  name: langflow\n  runtime: docker\n", 0),
    ],
)
def test_a_resource_that_is_called_langflow_is_no_requirement(text: str, found: int) -> None:
    assert len(list(statements(text))) == found
