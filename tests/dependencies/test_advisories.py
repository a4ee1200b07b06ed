import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from packaging.version import Version

from scanner import rules
from scanner.dependencies import advisories, scores
from scanner.dependencies.advisories import Record, Vulnerability
from scanner.dependencies.verdicts import advised, only_vulnerable
from scanner.errors import EngineError


def record(identifier: str, *events: dict[str, str], **more: Any) -> Record:
    affected = [
        {
            "package": {"ecosystem": "PyPI", "name": more.pop("package", "thing")},
            "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
            "versions": more.pop("versions", []),
        }
    ]
    return msgspec.convert({"id": identifier, "affected": affected, **more}, Record)


@pytest.mark.parametrize(
    ("events", "inside", "outside"),
    [
        pytest.param([{"introduced": "0"}, {"fixed": "2"}], ["0.1", "2.dev1"], ["2"], id="fixed"),
        pytest.param([{"introduced": "1"}], ["1", "99"], ["0.9"], id="never-fixed"),
        pytest.param(
            [{"introduced": "1"}, {"last_affected": "2"}], ["2", "2+cu1"], ["2.0.1"], id="last"
        ),
        pytest.param([{"introduced": "1.4"}, {"last_affected": "1.4"}], ["1.4"], ["1.5"], id="one"),
        pytest.param(
            [{"fixed": "3"}, {"introduced": "2"}, {"fixed": "1"}, {"introduced": "0"}],
            ["0.5", "2.5"],
            ["1", "1.5", "3"],
            id="unsorted-pair",
        ),
        pytest.param(
            [{"introduced": "0"}, {"last_affected": "2.6.0-NA"}], ["2.6.0"], ["2.7"], id="cpe-habit"
        ),
        pytest.param(
            [{"introduced": "0"}, {"last_affected": "2024-09-19"}], ["1", "99"], [], id="no-version"
        ),
    ],
)
def test_ranges_are_judged_as_osv_has_it(
    events: list[dict[str, str]], inside: list[str], outside: list[str]
) -> None:
    one = Vulnerability((record("X-1", *events),))
    assert all(one.affects("thing", Version(v)) for v in inside)
    assert not any(one.affects("thing", Version(v)) for v in outside)


def test_where_records_disagree_the_union_counts_and_all_fixes_are_kept() -> None:
    ours = record("CVE-1", {"introduced": "1"}, {"fixed": "3"}, source="langflow")
    theirs = record("PYSEC-1", {"introduced": "0"}, {"fixed": "2"}, aliases=["CVE-1", "GHSA-x"])
    (merged,) = advisories.merged([ours, theirs])
    assert merged.ids == ("CVE-1", "GHSA-x", "PYSEC-1")
    assert merged.affects("thing", Version("0.5"))
    assert merged.affects("thing", Version("2.5"))
    assert merged.fixes("thing") == (Version("2"), Version("3"))


def test_records_meet_through_a_third() -> None:
    found = list(
        advisories.merged(
            [
                record("A", {"introduced": "0"}),
                record("B", {"introduced": "0"}),
                record("C", {"introduced": "0"}, aliases=["A", "B"]),
                record("D", {"introduced": "0"}),
            ]
        )
    )
    assert sorted(len(one.records) for one in found) == [1, 3]


def test_the_bundled_data_knows_langflow() -> None:
    database = advisories.load()
    exploited = {one.id for one in database.of("langflow", Version("1.2.0")) if one.kev_date}
    assert "CVE-2025-3248" in exploited
    assert database.of("langflow", Version("1.13.0")) == ()
    assert database.of("langflow-base", Version("1.13.0")) == ()
    assert advised(database, "langflow", Version("1.7.2")) == Version("1.13.0")
    assert {source.name for source in database.sources} == {"langflow", "pypa"}


def test_every_bundled_rule_can_be_made_and_shows_no_markup_of_the_data() -> None:
    for one in advisories.load().vulnerabilities:
        rule = scores.rule(one)
        assert 0.1 <= rule.security_severity <= 10
        assert "/" not in rule.id
        assert rule.short_description.isprintable()
        assert len(rule.short_description) <= 200


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        pytest.param("<1.5", True, id="upper-bound-below-the-fix"),
        pytest.param("==1.4.*", True, id="wildcard"),
        pytest.param("~=1.4.1", True, id="compatible"),
        pytest.param(">=1.12,<1.12.3", True, id="between"),
        pytest.param(">=1.0", False, id="open"),
        pytest.param("<1.13", False, id="a-clean-release-fits"),
        pytest.param("", False, id="bare"),
    ],
)
def test_ranges_of_langflow_are_judged_over_its_releases(specifier: str, expected: bool) -> None:
    verdict = only_vulnerable(advisories.load(), "langflow", specifier)
    assert bool(verdict) is expected
    assert verdict is None or verdict.is_published


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        pytest.param("<2", True, id="below-the-first-fix"),
        pytest.param("<=2", False, id="the-fix-itself-fits"),
        pytest.param("<3", False, id="a-clean-gap-fits"),
        pytest.param(">=3,<4", True, id="second-range"),
        pytest.param(">=3,<=5", True, id="up-to-the-last-affected"),
        pytest.param(">=3,<6", False, id="beyond-the-last-affected"),
        pytest.param("!=1", False, id="no-bound"),
    ],
)
def test_ranges_of_other_packages_need_proof(specifier: str, expected: bool) -> None:
    one = record(
        "X-1",
        *({"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}, {"last_affected": "5"}),
    )
    database = advisories.Database(tuple(advisories.merged([one])), (), {})
    assert bool(only_vulnerable(database, "thing", specifier)) is expected


@pytest.mark.parametrize(
    ("vectors", "expected"),
    [
        pytest.param([("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")], 9.8, id="3"),
        pytest.param(
            [("CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N")],
            9.3,
            id="4",
        ),
        pytest.param([("CVSS_V2", "AV:N/AC:L/Au:N/C:P/I:P/A:P")], 7.5, id="2"),
        pytest.param([("CVSS_V3", "CVSS:3.1/nonsense")], None, id="unreadable"),
        pytest.param([], None, id="none"),
    ],
)
def test_scores(vectors: list[tuple[str, str]], expected: float | None) -> None:
    severity = [{"type": kind, "score": vector} for kind, vector in vectors]
    one = Vulnerability((record("X-1", {"introduced": "0"}, severity=severity),))
    assert scores.score(one) == expected
    assert scores.rule(one).security_severity == (expected or scores.UNKNOWN)


def test_a_word_stands_in_for_a_missing_score_and_no_score_is_said() -> None:
    worded = record("X-1", {"introduced": "0"}, database_specific={"severity": "HIGH"})
    assert scores.score(Vulnerability((worded,))) == 8.0
    silent = scores.rule(Vulnerability((record("X-2", {"introduced": "0"}),)))
    assert "The data has no score" in silent.help_markdown


OSV = {
    "id": "GHSA-zzzz",
    "modified": "2026-11-01T00:00:00Z",
    "affected": [
        {"ranges": [{"type": "GIT", "events": []}]},
        {
            "package": {"ecosystem": "PyPI", "name": "Thing"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
        },
    ],
}


def databases(folder: Path) -> list[Path]:
    text = json.dumps(OSV)
    (folder / "dir").mkdir()
    (folder / "dir" / "a.json").write_text(json.dumps(OSV, indent=1))
    (folder / "dir" / "b.json").write_text(json.dumps({**OSV, "id": "W", "withdrawn": "2026"}))
    (folder / "db.jsonl").write_text(f"{text}\n{json.dumps({**OSV, 'id': 'GHSA-y'})}\n")
    (folder / "db.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("GHSA-zzzz.json", text)
    return [folder / name for name in ("dir", "db.jsonl", "db.jsonl.gz", "all.zip")]


def test_a_given_database_replaces_the_pypa_part_in_every_form(tmp_path: Path) -> None:
    for path in databases(tmp_path):
        database = advisories.load(path)
        assert [one.id for one in database.of("thing", Version("1"))] == ["GHSA-zzzz"] or (
            path.name == "db.jsonl" and len(database.of("thing", Version("1"))) == 2
        )
        assert database.of("django", Version("1.0")) == ()
        assert database.of("langflow", Version("1.0.0"))
        assert str(database.sources[-1].date) == "2026-11-01"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("gone.jsonl", None, id="missing"),
        pytest.param("empty.jsonl", b"", id="empty"),
        pytest.param("cut.jsonl.gz", gzip.compress(b"{}" * 999)[:20], id="truncated"),
        pytest.param("words.jsonl", b"not json", id="no-json"),
        pytest.param("bad.zip", b"PK\x03\x04 nonsense", id="broken-zip"),
        pytest.param("npm.json", b'{"id": "X", "affected": []}', id="nothing-of-ours"),
    ],
)
def test_an_unreadable_database_is_an_error(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(EngineError, match=r"advisory-db"):
        advisories.load(tmp_path / name)


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the advisory folder to damage."""
    folder = tmp_path / "advisories"
    folder.mkdir()
    for path in (rules.rulesets() / "advisories").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(rules, "rulesets", lambda: tmp_path)
    return folder


def test_damaged_bundled_data_is_an_error(damaged: Path) -> None:
    advisories.load()
    data = damaged / advisories.DATA
    whole = data.read_bytes()
    for broken in (b"", whole[:-100], whole[:1000] + b"x" + whole[1001:]):
        data.write_bytes(broken)
        with pytest.raises(EngineError, match="truncated or altered"):
            advisories.load()
    data.unlink()
    with pytest.raises(EngineError, match="cannot be read"):
        advisories.load()


@pytest.mark.parametrize("name", ["manifest.json", "langflow.versions"])
def test_a_damaged_list_is_an_error(damaged: Path, name: str) -> None:
    (damaged / name).write_text("?")
    with pytest.raises(EngineError):
        advisories.load()
