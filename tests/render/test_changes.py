"""What was changed in a component, as the reports show it."""

import json
from pathlib import Path

from scanner.findings.merge import HIDDEN_LINE, merge
from scanner.model.finding import ComparedLine, Comparison, Finding, LineKind
from scanner.model.gate import FailOn
from scanner.model.note import Status, Verdict
from scanner.model.place import Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind
from scanner.render import html, json_
from scanner.tree.source import Tree
from tests.making import finding, rule

CHANGES = Comparison(
    source="lfx/components/office/desk.py",
    release="1.13.0",
    similarity=0.97,
    added=2,
    missing=2,
    lines=(
        ComparedLine(LineKind.SAME, 3, 3, "import os", Region(1, 10, 1, 19)),
        ComparedLine(LineKind.MISSING, 4, 5),
        ComparedLine(LineKind.ADDED, 4, 4, "<script>x = 1</script>", Region(1, 21, 1, 40)),
        ComparedLine(LineKind.SAME, 9, 9, "y = 2", Region(1, 50, 1, 60)),
    ),
    left_out=1,
)


def changed() -> Finding:
    return finding(uri="flow.json", engine="langflow", native="LF-FLOW-021", changes=CHANGES)


def report(*findings: Finding) -> Report:
    return Report(Verdict.FAIL, findings, (), (Kind.CODE,), FailOn())


def test_the_page_shows_changed_lines_escaped_and_numbers_missing_ones() -> None:
    page = html.render(report(changed()))
    assert "97 % alike: 2 lines of its own, 2 of the official lines missing" in page
    assert "lines 4 to 5 of the official source are missing here" in page
    assert "&lt;script&gt;x = 1&lt;/script&gt;" in page
    assert "<script>x" not in page
    assert page.count('class="gap"') == 1
    assert "1 more changed line is not shown." in page


def test_the_json_report_has_the_changes_as_data() -> None:
    (found,) = json.loads(json_.render(report(changed())))["findings"]
    assert found["changes"]["source"] == "lfx/components/office/desk.py"
    assert found["changes"]["leftOut"] == 1
    kinds = [(x["kind"], x["number"], x["last"]) for x in found["changes"]["lines"]]
    assert kinds == [("same", 3, 3), ("missing", 4, 5), ("added", 4, 4), ("same", 9, 9)]


def test_no_line_is_shown_that_a_secret_was_found_in() -> None:
    secret = finding(
        rule("secret-some", kind=Kind.SECRETS, cwe=(798,)),
        uri="flow.json",
        region=(1, 30, 1, 35),
        engine="detect-secrets",
        native="Some",
    )
    run = EngineRun("e", "1", frozenset(Kind), Status.OK, findings=(changed(), secret))
    (found,) = (f for f in merge((run,), Tree(Path("/"), ())) if f.changes)
    assert found.changes is not None
    texts = [line.text for line in found.changes.lines]
    assert texts == ["import os", "", HIDDEN_LINE, "y = 2"]
