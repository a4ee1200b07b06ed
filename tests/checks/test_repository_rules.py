"""What the twins of rules about whole repositories cannot show: git, profiles, one alert each."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanner import rules
from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.rule import Kind
from scanner.settings import Settings
from scanner.tree.collect import collect

Write = Callable[[Mapping[str, str | bytes]], Path]

COMPOSE = "services:\n  langflow:\n    image: langflowai/langflow:1.13.0\n    env_file: .env\n"


def ids(root: Path, profile: str = "internet") -> list[str]:
    settings = Settings(path=root, profile=profile)  # type: ignore[arg-type]
    engine = Langflow("langflow", frozenset({Kind.LANGFLOW, Kind.SECRETS}))
    outcomes = engine.run(collect(settings), settings)
    return [outcome.rule.id for outcome in outcomes if isinstance(outcome, Finding)]


@pytest.mark.parametrize("is_checkout", [True, False])
def test_a_checkout_without_a_gitignore_is_known(tree: Write, *, is_checkout: bool) -> None:
    root = tree({"compose.yml": COMPOSE})
    if is_checkout:
        subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    assert ("LF-KEY-007" in ids(root)) is is_checkout


def test_hygiene_is_checked_in_its_profile_alone(tree: Write) -> None:
    documents = rules.documents("langflow")
    audit = {document.id for document in documents if document.audit}
    root = tree({"compose.yml": COMPOSE.replace("    env_file: .env\n", "")})
    found = {rule.removesuffix("-default") for rule in ids(root, "audit")}
    assert {"LF-GOV-002", "LF-VER-006", "LF-DEP-002", "LF-DEP-024"} <= found & audit
    assert not audit & {*ids(root)}


def test_plain_http_is_accepted_inside_a_network(tree: Write) -> None:
    files = {"Caddyfile": ":80 {\n  reverse_proxy langflow:7860\n}\n"}
    assert "LF-NET-003" in ids(tree(files))
    assert "LF-NET-003" not in ids(tree(files), "internal")


def test_a_literal_in_an_image_is_one_finding(tree: Write) -> None:
    value = "".join(chr(97 + n * 7 % 26) + str(n % 10) for n in range(20))
    text = f"FROM langflowai/langflow:1.13.0\nENV HUB_TOKEN={value}\nUSER 1000\n"
    found = [rule for rule in ids(tree({"Dockerfile": text})) if rule.startswith("LF-SEC")]
    assert found == ["LF-SEC-001"]
