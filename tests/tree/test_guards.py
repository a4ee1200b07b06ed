"""Guards: which paths they know, and that what they hold back is told."""

from pathlib import Path

import pytest

from scanner.model.rule import Kind
from scanner.pipeline import scan
from scanner.render import text
from scanner.settings import Settings
from scanner.tree import guards

COMPOSE = """\
services:
  flow:
    image: langflowai/langflow:1.13.0
    ports: ["127.0.0.1:7860:7860"]
    environment:
      LANGFLOW_AUTO_LOGIN: "true"
      LANGFLOW_SECRET_KEY: ${LANGFLOW_SECRET_KEY:-${OTHER_KEY}}
"""


@pytest.mark.parametrize(
    ("guard", "uri", "known"),
    [
        ("example", ".env.example", True),
        ("example", "examples/.env", False),
        ("example", "docker-compose.sample.yml", True),
        ("documentation", "docs/Deploy.MD", True),
        ("test", "tests/compose.yml", True),
        ("test", "src/contest.py", False),
        ("test", "a/test_flow.py", True),
        ("test", "run-tests.sh", True),
        ("test", "scripts/e2e_test.sh", True),
        ("test", "latest.sh", False),
        ("development", "docker-compose.dev.yml", True),
        ("development", "deploy/local/compose.yml", True),
        ("development", "devices/compose.yml", False),
        ("generated", "{{cookiecutter.name}}/compose.yml", True),
        ("loopback", "anything", False),
    ],
)
def test_paths(guard: str, uri: str, known: bool) -> None:
    assert guards.knows(guard, uri) is known


def test_every_guard_says_why() -> None:
    assert all(len(guard.reason) > 20 for guard in guards.guards().values())


def test_what_is_lowered_or_left_out_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "docker-compose.yml").write_text(COMPOSE, encoding="utf-8")
    report = scan(Settings(path=tmp_path, scanners=(Kind.LANGFLOW, Kind.SECRETS)))
    plain = text.render(report, width=200)
    told = text.render(report, width=200, verbose=True)
    assert "Lowered or left out" not in plain
    reasons = {name: guard.reason for name, guard in guards.guards().items()}
    lines = [line.strip() for line in told.splitlines()]
    (loopback,) = (one for one in lines if one.startswith("- docker-compose.yml:3: "))
    assert reasons["loopback"] in loopback
    assert "LF-AUTH-001" in loopback
    (reference,) = (one for one in lines if reasons["reference"] in one)
    assert reference.startswith("- docker-compose.yml:7: ")
