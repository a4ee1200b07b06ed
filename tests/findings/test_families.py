"""One edit, one alert: what is joined, what stays apart, and what the lead keeps of the others."""

from dataclasses import replace
from typing import Literal

import pytest

from scanner import rules
from scanner.findings.families import families, joined
from scanner.model.finding import Detection, Finding, Suppression
from scanner.model.place import Location, Region
from scanner.model.rule import Kind, Precision, Rule


def finding(rule_id: str, score: float = 5.0, line: int = 3, uri: str = "compose.yaml") -> Finding:
    rule = Rule(rule_id, rule_id.lower(), Kind.LANGFLOW, "x", "x", score, Precision.HIGH, (1,))
    place = Location(uri, Region(line, 1, line, 9))
    return Finding(rule, f"about {rule_id}", place, (Detection("langflow", rule_id),))


def package(uri: str, file: Literal["", "manifest", "lock"], version: str = "1.2.0") -> Finding:
    one = finding("CVE-2026-1", 9.8, uri=uri)
    rule = replace(one.rule, kind=Kind.DEPENDENCIES)
    place = replace(one.location, logical_name=f"pkg:pypi/langflow@{version}")
    return replace(one, rule=rule, location=place, package_file=file)


def test_rules_of_a_family_at_one_line_are_one_alert_under_the_gravest() -> None:
    one, other = finding("LF-DEP-010"), finding("LF-NET-001", 7.5)
    (lead,) = joined([one, other])
    assert (lead.rule.id, lead.members) == ("LF-NET-001", ("LF-DEP-010",))
    assert lead.message == "about LF-NET-001; also: the port is open on all interfaces"
    assert one.location not in lead.related, "the same place is not named twice"


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([finding("LF-NET-001", 7.5, line=4)], id="another line"),
        pytest.param([finding("LF-NET-001", 7.5, uri="other.yaml")], id="another file"),
        pytest.param([finding("LF-AUTH-004", 7.5)], id="a rule of no family"),
        pytest.param([finding("LF-KEY-004", 7.5)], id="a rule of another family"),
        pytest.param(
            [replace(finding("LF-NET-001", 7.5), suppressions=(Suppression("external", "known"),))],
            id="an ignored one",
        ),
    ],
)
def test_what_has_another_fix_stays_apart(others: list[Finding]) -> None:
    found = [finding("LF-DEP-010"), *others]
    assert joined(found) == tuple(found)


@pytest.mark.parametrize(
    ("files", "alerts"),
    [
        pytest.param({"pyproject.toml": "manifest", "uv.lock": "lock"}, 1, id="its lock"),
        pytest.param({"a/pyproject.toml": "manifest", "uv.lock": "lock"}, 1, id="of a workspace"),
        pytest.param({"uv.lock": "lock", "poetry.lock": "lock"}, 1, id="two locks"),
        pytest.param({"pyproject.toml": "manifest", "a/uv.lock": "lock"}, 2, id="another project"),
        pytest.param({"a.txt": "manifest", "b.txt": "manifest"}, 2, id="two manifests"),
        pytest.param({"Dockerfile": "", "uv.lock": "lock"}, 2, id="a command"),
    ],
)
def test_a_package_is_updated_where_people_wrote_it(
    files: dict[str, Literal["", "manifest", "lock"]], alerts: int
) -> None:
    found = joined([package(uri, file) for uri, file in files.items()])
    assert len(found) == alerts
    if "manifest" in files.values():
        assert "manifest" in {one.package_file for one in found}
    places = {p.uri for one in found for p in (one.location, *one.related)}
    assert places == {*files}


def test_another_version_is_another_update() -> None:
    found = [package("pyproject.toml", "manifest"), package("uv.lock", "lock", "1.3.0")]
    assert joined(found) == tuple(found)


def habit(line: int, score: float = 2.7, uri: str = "app.py") -> Finding:
    one = finding("py-request-without-timeout", score, line=line, uri=uri)
    return replace(one, rule=replace(one.rule, kind=Kind.CODE))


def test_a_low_habit_of_a_file_is_one_alert_with_all_places() -> None:
    first, *others = found = [habit(3), habit(9), habit(12)]
    (lead,) = joined(found)
    assert lead.location == first.location
    assert lead.related == tuple(one.location for one in others)


def test_what_is_graver_or_elsewhere_is_an_alert_each() -> None:
    found = [habit(3), habit(3, uri="b.py"), habit(5, 5.3), habit(6, 5.3)]
    assert joined(found) == tuple(found)


def test_the_table_names_rules_that_there_are_and_none_twice() -> None:
    known = {rule.id for one in rules.documents("langflow") for rule in one.rules()}
    listed = [member.rule for family in families() for member in family.members]
    assert set(listed) <= known
    assert len(listed) == len(set(listed))


def test_a_package_of_several_locks_is_told_at_the_one_nearest_to_the_root() -> None:
    locks = ("src/a/uv.lock", "src/b/uv.lock", "uv.lock")
    (lead,) = joined([package(uri, "lock") for uri in locks])
    assert lead.location.uri == "uv.lock"
    assert [place.uri for place in lead.related] == ["src/a/uv.lock", "src/b/uv.lock"]
