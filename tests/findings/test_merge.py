"""One alert for one defect, and identities that survive edits."""

from pathlib import Path

import pytest

from scanner.findings.identity import line_hashes
from scanner.findings.merge import merge
from scanner.model.finding import Finding
from scanner.model.note import Status
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun
from scanner.model.rule import Kind, Precision
from scanner.tree.source import FileKind, Source, Tree
from tests.making import finding, rule

TEXT = "import os\nos.system(command)\nos.system(command)\nprint('done')\n"
SECRET = rule("secret-keyword", kind=Kind.SECRETS, cwe=(798,), precision=Precision.MEDIUM)
WEAK = rule("LF-AUTH-004", kind=Kind.LANGFLOW, cwe=(1392,))


def merged(*findings: Finding, text: str = TEXT, uri: str = "app.py") -> tuple[Finding, ...]:
    by_engine: dict[str, list[Finding]] = {}
    for one in findings:
        by_engine.setdefault(one.detections[0].engine, []).append(one)
    runs = [
        EngineRun(engine, "1", frozenset(Kind), Status.OK, findings=tuple(found))
        for engine, found in by_engine.items()
    ]
    source = Source(uri, FileKind.PYTHON, text.encode())
    return merge(runs, Tree(Path("/"), (source,)))


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        pytest.param(
            finding(region=(2, 1, 2, 19)),
            finding(region=(2, 11, 2, 18), engine="semgrep", native="py-some-defect"),
            1,
            id="one rule, two engines, regions that touch",
        ),
        pytest.param(
            finding(region=(2, 1, 2, 19)),
            finding(rule("py-other"), region=(2, 11, 2, 18), engine="semgrep"),
            1,
            id="one weakness under two rules",
        ),
        pytest.param(
            finding(region=(2, 1, 2, 19)),
            finding(rule("py-other", cwe=(22,)), region=(2, 11, 2, 18), engine="semgrep"),
            2,
            id="two weaknesses on one line",
        ),
        pytest.param(
            finding(region=(2, 1, 2, 19)),
            finding(region=(3, 1, 3, 19), engine="semgrep"),
            2,
            id="two lines",
        ),
        pytest.param(
            finding(region=(2, 1, 2, 4)),
            finding(rule("py-other"), region=(2, 10, 2, 18)),
            2,
            id="two defects that one engine sees on one line",
        ),
        pytest.param(
            finding(rule("py-exec", cwe=(94,)), region=(2, 1, 2, 19)),
            finding(rule("py-exec", cwe=(94,)), region=(2, 3, 2, 9)),
            2,
            id="one call inside another of the same name",
        ),
        pytest.param(
            finding(rule("py-request-exec", cwe=(94,)), region=(2, 1, 2, 19), engine="semgrep"),
            finding(rule("py-subprocess-shell"), region=(2, 1, 2, 19)),
            1,
            id="rules of one group with other weaknesses",
        ),
        pytest.param(
            finding(rule("py-exec"), region=(2, 1, 2, 19), engine="semgrep"),
            finding(rule("py-subprocess-shell"), region=(2, 1, 2, 19)),
            2,
            id="rules of two groups with one weakness",
        ),
        pytest.param(
            finding(rule(cwe=(88,)), region=(2, 1, 2, 19), engine="semgrep"),
            finding(rule("py-other", cwe=(78,)), region=(2, 1, 2, 19)),
            1,
            id="two depths of one weakness",
        ),
        pytest.param(
            finding(SECRET, region=(2, 3, 2, 9), engine="detect-secrets"),
            finding(WEAK, region=(2, 1, 2, 9), engine="langflow"),
            1,
            id="a weak password that is also a committed value",
        ),
        pytest.param(
            finding(SECRET, region=(2, 3, 2, 9), engine="detect-secrets"),
            finding(rule(cwe=(798,)), region=(2, 1, 2, 9)),
            2,
            id="a secret is never merged with code",
        ),
    ],
)
def test_one_alert_for_one_defect(one: Finding, other: Finding, count: int) -> None:
    assert len(merged(one, other)) == count
    assert len(merged(other, one)) == count


def test_the_more_precise_report_is_kept_and_knows_the_other() -> None:
    (kept,) = merged(
        finding(rule("py-vague", precision=Precision.LOW), region=(2, 1, 2, 19)),
        finding(rule("py-exact"), region=(2, 1, 2, 19), engine="semgrep", native="py-exact"),
    )
    assert kept.rule.id == "py-exact"
    assert {d.rule_id for d in kept.detections} == {"B602", "py-exact"}
    assert "py-vague" in kept.aliases


def test_equal_findings_are_told_apart_and_survive_lines_above() -> None:
    first, second = merged(finding(region=(2, 1, 2, 19)), finding(region=(3, 1, 3, 19)))
    assert first.fingerprint != second.fingerprint
    moved = merged(finding(region=(4, 1, 4, 19)), finding(region=(5, 1, 5, 19)), text=f"\n\n{TEXT}")
    assert [f.fingerprint for f in moved] == [first.fingerprint, second.fingerprint]
    assert [f.line_hash for f in moved] == [first.line_hash, second.line_hash]


def test_the_fingerprint_of_a_secret_does_not_depend_on_its_value() -> None:
    place = Location("app.py", Region(2, 1, 2, 19), "API_KEY")
    (one,) = merged(finding(SECRET, engine="detect-secrets", location=place))
    (other,) = merged(
        finding(SECRET, engine="detect-secrets", location=place), text=TEXT.replace("command", "x")
    )
    assert one.fingerprint == other.fingerprint


def test_a_neighbours_update_does_not_move_a_dependency_alert() -> None:
    vulnerable = rule("CVE-2020-14343", kind=Kind.DEPENDENCIES, cwe=(20,))
    place = Location("r.txt", Region(1, 1, 1, 14), "pkg:pypi/pyyaml")
    one, other = (
        merged(finding(vulnerable, location=place, engine="pip-audit"), text=text, uri="r.txt")[0]
        for text in ("pyyaml==5.3.1\nrequests==1\n", "pyyaml==5.3.1\nrequests==2\n")
    )
    assert one.line_hash != other.line_hash, "GitHub's own, which its upload action compares"
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    ("text", "line", "value"),
    [
        pytest.param("", 1, "c129715d7a2bc9a3:1", id="empty file"),
        pytest.param(
            "jinja2==2.11.2\nrequests==2.31.0\n", 1, "ef02f513a9e54f25:1", id="first line"
        ),
        pytest.param(
            "jinja2==2.11.2\nrequests==2.31.0\n", 2, "7ed94eb6c508af9:1", id="second line"
        ),
        pytest.param(
            "# \U0001f680 \u00e9\n\tx = 1\r\n\ty = 2",
            2,
            "8c15f3a73c04ab7f:1",
            id="astral, tab, CRLF",
        ),
    ],
)
def test_line_hash_is_githubs(text: str, line: int, value: str) -> None:
    """The values are those of the upload action's own algorithm (src/fingerprints.ts)."""
    assert line_hashes(text, [line])[line] == value
    assert line_hashes(text.replace("\r\n", "\n").replace("\n", "\r"), [line])[line] == value
    assert line_hashes(f"  \t{text}", [line])[line] == value


def test_line_hash_counts_equal_lines() -> None:
    hashes = line_hashes("x = 1\n" * 300, [1, 2, 200])
    assert hashes[1].split(":")[0] == hashes[200].split(":")[0]
    assert [hashes[n].split(":")[1] for n in (1, 2, 200)] == ["1", "2", "200"]
