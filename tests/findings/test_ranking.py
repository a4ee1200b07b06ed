"""The order of all reports."""

from dataclasses import replace

from scanner.findings.ranking import FIRST, ranked
from scanner.model.rule import Kind
from tests.findings.test_families import finding


def order(*found: tuple[str, float, str]) -> list[str]:
    listed = [finding(rule, score, uri=uri) for rule, score, uri in found]
    return [one.rule.id for one in ranked(listed)]


def test_what_an_outsider_can_do_leads_and_tests_end() -> None:
    assert order(
        ("LF-KEY-002", 9.8, "tests/compose.yaml"),
        ("LF-DB-003", 9.9, "compose.yaml"),
        ("LF-VER-001", 9.8, "compose.yaml"),
        ("LF-ATK-001", 9.2, "compose.yaml"),
        ("LF-AUTH-001", 4.0, "compose.yaml"),
    ) == ["LF-ATK-001", "LF-VER-001", "LF-DB-003", "LF-AUTH-001", "LF-KEY-002"]


def test_a_committed_secret_comes_before_other_grave_defects() -> None:
    secret = finding("secret-keyword", 7.5)
    secret = replace(secret, rule=replace(secret.rule, kind=Kind.SECRETS))
    assert ranked([finding("LF-DB-001", 9.0), secret])[0] is secret


def test_one_rule_of_a_file_stands_once_among_the_first() -> None:
    many = [finding("LF-FLOW-006", 8.0, line) for line in range(1, 30)]
    others = [finding(f"LF-X-{n}", 5.0) for n in range(12)]
    found = ranked([*many, *others])
    assert len(found) == len(many) + len(others)
    assert [one.rule.id for one in found[:FIRST]].count("LF-FLOW-006") == 1
    assert [one.rule.id for one in found[FIRST:]].count("LF-FLOW-006") == 28


def test_few_findings_are_all_there() -> None:
    many = [finding("LF-FLOW-006", 8.0, line) for line in range(1, 4)]
    assert ranked(many) == many
