"""How bad an advisory is: what is published, what NVD says, what is estimated, what is disputed."""

from packaging.version import Version

from scanner.dependencies import advisories, scores
from scanner.dependencies.advisories import Record, Vulnerability
from scanner.dependencies.osv import _Severity


def record(
    identifier: str = "PYSEC-1", summary: str = "", vector: str = "", aliases: tuple[str, ...] = ()
) -> Vulnerability:
    severity = (_Severity("CVSS_V3", vector),) if vector else ()
    return Vulnerability((Record(identifier, summary=summary, severity=severity, aliases=aliases),))


def test_a_score_of_a_second_source_is_used_where_the_record_has_none() -> None:
    known = advisories.load().of("pyyaml", Version("5.3"))
    by_id = {one.id: one for one in known}
    assert scores.published(by_id["CVE-2020-1747"]) == 9.8
    assert scores.rule(by_id["CVE-2020-1747"]).security_severity == 9.8


def test_a_published_score_beats_the_second_source() -> None:
    mild = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
    one = record(vector=mild, aliases=("CVE-2020-1747",))
    assert scores.published(one) == scores.score(one) == 1.8


def test_what_no_source_scores_is_estimated_from_its_words_and_said_to_be() -> None:
    grave, mild = record(summary="Arbitrary code execution in x"), record(summary="XSS in y")
    assert scores.published(grave) is None
    assert (scores.score(grave), scores.score(mild)) == (8.8, 6.1)
    assert "estimated as 8.8 from the record's words" in scores.in_words(grave)
    silent = record(summary="An issue in z")
    assert scores.score(silent) is None
    assert scores.rule(silent).security_severity == scores.UNKNOWN
    assert "the data has no score" in scores.in_words(silent)


def test_a_disputed_record_leads_only_where_it_is_alone() -> None:
    disputed = next(one for one in scores._vectors().values() if one.disputed)
    contested = record("PYSEC-2", aliases=(disputed.id,))
    other = record("PYSEC-3", summary="Open redirect in x")
    assert scores.is_disputed(contested)
    assert scores.worst([contested, other]) is other
    assert scores.worst([contested]) is contested
    assert "dispute" in scores.in_words(contested)


def test_a_record_that_is_about_another_package_is_not_reported() -> None:
    database = advisories.load()
    assert "CVE-2024-52338" in database.by_id
    named = {one.id for one in database.of("pyarrow", Version("10.0.0"))}
    assert "CVE-2024-52338" not in named
