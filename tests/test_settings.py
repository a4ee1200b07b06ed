"""Configuration files: of the tree they choose little, and none of them ends in a traceback."""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as some

from scanner import command_line, configuration
from scanner.configuration import CONFIG_FILE, Options
from scanner.errors import ConfigError
from scanner.model.gate import FailOn
from scanner.model.rule import Kind, Severity
from scanner.settings import Settings, decide

Write = Callable[[Mapping[str, str | bytes]], Path]


def asked(*options: str) -> dict[str, Any]:
    return command_line.options_of(command_line.parse(["scan", *options]))


def read(root: Path) -> Settings:
    return decide(root, "", Options())


@pytest.mark.parametrize(
    "line",
    [
        "sarif-file: b",
        "output-dir: ../x",
        "formats: [json]",
        "advisory-db: /dev/zero",
        "jobs: 64",
        "timeout: 86400",
        "max-memory: 999999",
        "allow-incomplete: true",
        "strict: false",
        "annotations: false",
    ],
)
def test_what_a_file_of_the_tree_may_not_choose(line: str, tree: Write) -> None:
    root = tree({CONFIG_FILE: f"{line}\n"})
    chosen = read(root)
    assert chosen.refused == (line.partition(":")[0],)
    untouched = read(tree({CONFIG_FILE: "strict: true\n"}))
    for name in ("sarif_file", "output_dir", "formats", "advisory_db", "timeout", "max_memory"):
        assert getattr(chosen, name) == getattr(untouched, name)


def test_the_same_file_counts_when_it_is_named_from_outside(tree: Write, tmp_path: Path) -> None:
    root = tree({"a": ""})
    file = tmp_path / "ours.yml"
    file.write_text("jobs: 3\nfail-on: none\n")
    chosen = decide(root, str(file), Options())
    assert (chosen.jobs, chosen.refused, chosen.lowered) == (3, (), ())


def test_a_file_of_the_tree_is_one_also_when_it_is_named(tree: Write) -> None:
    root = tree({"ci/scan.yml": "jobs: 3\nfail-on: none\n"})
    chosen = decide(root, str(root / "ci/scan.yml"), Options())
    assert chosen.refused == ("jobs",)
    assert chosen.lowered == ("fail-on: none",)


def test_what_lowers_the_verdict_is_listed(tree: Write) -> None:
    text = "exclude: ['*']\nmin-severity: high\nprofile: dev\nrules: {LF-A: {enabled: false}}\n"
    text += "ignore: [{id: X, reason: because, expires: 2027-01-31}]\n"
    chosen = read(tree({CONFIG_FILE: text}))
    assert chosen.ignore[0].expires == datetime.date(2027, 1, 31)
    assert set(chosen.lowered) == {
        "exclude: *",
        "min-severity: high",
        "profile: dev",
        "rules: 1 entry",
        "ignore: 1 entry",
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("exclude: [2024-99-99]\n", id="a date that is none"),
        pytest.param(f"jobs: {'1:' * 200_000}1\n", id="base 60"),
        pytest.param(f"a: {'[' * 20_000}", id="deep"),
        pytest.param("exclude: [" + "a, " * 60_000 + "a]\n", id="many values"),
        pytest.param("a: &a [x]\nb: *a\n", id="aliases"),
        pytest.param("text", id="text for a table"),
        pytest.param("? [a]\n: b\n", id="a list for a key"),
        pytest.param("exclude: !!python/name:os.system x\n", id="a tag"),
        pytest.param('exclude: ["\\ud800"]\n', id="a lone surrogate"),
        pytest.param("#" + "x" * 2**20, id="too large"),
    ],
)
def test_a_hostile_file_is_one_sentence(text: str, tree: Write) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tree({CONFIG_FILE: text}))
    assert str(caught.value).startswith(CONFIG_FILE)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "text",
    [
        'tool = "x"\n',
        f"a = {'9' * 5000}\n",
        "tool.x = 1\n[tool]\n",
        "a = " + "[" * 5000,
        "a." * 5000 + "b = 1\n",
        "\udcff",
        "#" + "x" * 2**20,
        "a = 2024-99-99\n",
    ],
)
def test_a_project_file_that_is_not_ours_stops_nothing(text: str, tree: Write) -> None:
    root = tree({"pyproject.toml": text.encode("utf-8", "surrogateescape")})
    assert read(root).config == ""


@bounded(max_examples=300, deadline=None)
@given(some.text(max_size=200) | some.binary(max_size=200))
def test_no_configuration_ends_in_another_error(content: str | bytes) -> None:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    for is_toml in (True, False):
        try:
            values = configuration._values(data, is_toml=is_toml)
            if isinstance(values, dict):
                configuration.options(values, "x")
        except (ConfigError, *configuration._UNREADABLE):
            pass


@pytest.mark.parametrize(
    ("written", "decided"),
    [
        pytest.param("medium", FailOn(Severity.MEDIUM), id="one word"),
        pytest.param(
            "medium,dependencies=critical",
            FailOn(Severity.MEDIUM, {Kind.DEPENDENCIES: Severity.CRITICAL}),
            id="a kind of its own",
        ),
        pytest.param(
            "secrets = low\nlangflow=none",
            FailOn(Severity.HIGH, {Kind.SECRETS: Severity.LOW, Kind.LANGFLOW: Severity.NONE}),
            id="kinds alone",
        ),
    ],
)
def test_the_gate_may_differ_by_kind(tree: Write, written: str, decided: FailOn) -> None:
    wish = configuration.options(
        command_line.options_of(command_line.parse(["scan", f"--fail-on={written}"])),
        "command line",
    )
    assert decide(tree({}), "", wish).fail_on == decided


def test_a_gate_by_kind_in_the_configuration(tree: Write) -> None:
    root = tree({".langflow-scan.yml": "fail-on: {default: low, dependencies: critical}\n"})
    chosen = decide(root, "", Options())
    assert chosen.fail_on == FailOn(Severity.LOW, {Kind.DEPENDENCIES: Severity.CRITICAL})
    assert chosen.lowered == ("fail-on: dependencies=critical",)


@pytest.mark.parametrize("written", ["severe", "high,images=low", "high,code=severe"])
def test_a_gate_that_is_none_is_an_error(written: str) -> None:
    with pytest.raises(ConfigError, match="fail-on"):
        configuration.options(
            command_line.options_of(command_line.parse(["scan", f"--fail-on={written}"])),
            "command line",
        )
