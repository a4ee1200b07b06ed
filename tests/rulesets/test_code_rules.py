"""The catalogue of the `code` engines: complete, and written in one form."""

import re
from pathlib import Path

import pytest

from scanner import rules
from scanner.code.defects import defects
from scanner.code.rules import BanditFile, bandit_rules, semgrep_rules
from scanner.errors import RuleError
from scanner.model.rule import Rule

BANDIT = bandit_rules()
SEMGREP = semgrep_rules()
ALL: dict[str, Rule] = {**SEMGREP.by_id, **{rule.id: rule for rule in BANDIT.rules}}
SECTIONS = ["What it does", "Why it matters", "Example", "Fix", "References"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:stevedore")
def test_each_test_of_bandit_is_mapped_or_disabled_with_a_reason() -> None:
    from bandit.core import extension_loader  # type: ignore[import-untyped]

    manager = extension_loader.MANAGER
    known = {*manager.plugins_by_id, *manager.blacklist_by_id}
    disabled = {*rules.read_yaml("bandit.yml", BanditFile).disabled}
    assert {*BANDIT.tests} | disabled == known


def test_what_is_off_somewhere_runs_elsewhere() -> None:
    known = {*BANDIT.tests} | {rule.id for rule in BANDIT.rules}
    for off in BANDIT.disabled_in.values():
        assert known >= off
    assert {*BANDIT.tests} >= BANDIT.only_where.keys()


def test_a_rule_of_both_engines_has_one_text() -> None:
    for rule in BANDIT.rules:
        assert SEMGREP.by_id.get(rule.id, rule) == rule


@pytest.mark.parametrize("rule", ALL.values(), ids=lambda rule: rule.id)
def test_the_help_has_its_sections_in_order(rule: Rule) -> None:
    assert re.findall(r"^## (.+)$", rule.help_markdown, re.MULTILINE) == SECTIONS
    assert "https://" in rule.help_markdown.rpartition("## References")[2]


@pytest.mark.parametrize("rule", ALL.values(), ids=lambda rule: rule.id)
def test_ids_and_titles_are_in_one_form(rule: Rule) -> None:
    assert re.fullmatch(r"(py|lf|js)(-[a-z0-9]+)+", rule.id)
    assert not rule.short_description.endswith(".")


MESSAGES = {*SEMGREP.messages.items(), *((key[0], text) for key, text in BANDIT.messages.items())}


@pytest.mark.parametrize(("rule_id", "message"), sorted(MESSAGES), ids=lambda value: value[:24])
def test_a_message_says_what_happens_and_then_what_to_write(rule_id: str, message: str) -> None:
    what, _, fix = message.rpartition(". ")
    assert 20 < len(what) < 220
    assert len(fix) > 5
    assert fix.endswith(".")


def test_the_table_of_contexts_names_rules_that_there_are() -> None:
    table = defects()
    named = {*table.kept_in_tests, *table.open_to_all, *table.only_in_tools}
    named |= {*table.not_fixed, *table.not_for_times}
    assert named <= {*ALL}


def test_no_metadata_is_handed_to_semgrep() -> None:
    assert b"Why it matters" not in SEMGREP.config


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: []", "length"),
        ("rules: [{id: py-x}]", "languages"),
        ("rules: [{id: py-y, languages: [python], severity: ERROR, message: m}]", "file's name"),
        ("rules: [{id: py-x, languages: [python], severity: ERROR, message: m}]", "metadata"),
        ("rules: [{id: py-x, languages: [python], severity: ERROR, message: $X}]", "message"),
        ("rules: [{id: py-x, patern: a}]", "patern"),
        ("rules: [", "parsing"),
    ],
    ids=["none", "key missing", "other name", "no metadata", "metavariable", "typo", "no YAML"],
)
def test_a_damaged_rule_is_named(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "semgrep").mkdir()
    (tmp_path / "semgrep" / "py-x.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(rules, "rulesets", lambda: tmp_path)
    with pytest.raises(RuleError, match=r"semgrep/py-x.yaml") as caught:
        semgrep_rules()
    assert words in str(caught.value)


def test_a_folder_without_rules_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "rulesets", lambda: tmp_path)
    with pytest.raises(RuleError, match="cannot be read"):
        semgrep_rules()
