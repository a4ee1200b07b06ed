"""Paths over several flows, and why callers are anonymous."""

import json
from pathlib import Path

import pytest

from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.gate import FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind
from scanner.render import sarif
from scanner.settings import Settings
from scanner.tree.collect import collect

RULES = Path(__file__).parent.parent / "rules"


def scan(root: Path) -> tuple[list[Finding], list[Notification]]:
    settings = Settings(path=root)
    outcomes = list(
        Langflow("langflow", frozenset({Kind.LANGFLOW})).run(collect(settings), settings)
    )
    return (
        [outcome for outcome in outcomes if isinstance(outcome, Finding)],
        [outcome for outcome in outcomes if isinstance(outcome, Notification)],
    )


def of(root: Path, rule: str) -> list[Finding]:
    return [finding for finding in scan(root)[0] if finding.rule.id.startswith(rule)]


def test_a_path_goes_over_files_each_step_at_its_own_place() -> None:
    (finding,) = of(RULES / "LF-FLOW-001/bad/called-by-public-flow", "LF-FLOW-001")
    assert [step.uri for step in finding.path] == [
        *("front.json", "front.json", "lib/calculator.json", "lib/calculator.json")
    ]
    assert finding.path[1].message == 'RunFlow (RunFlow-r) runs the flow "An older name"'
    assert 'the flow "Front" is public' in finding.message
    for step in finding.path:
        root = RULES / "LF-FLOW-001/bad/called-by-public-flow"
        line = (root / step.uri).read_text("utf-8").splitlines()[step.region.start_line - 1]
        assert f'"id": "{step.logical_name}"' in line


def test_sarif_has_the_thread_flow_in_both_files() -> None:
    found = of(RULES / "LF-FLOW-001/bad/called-by-public-flow", "LF-FLOW-001")
    run = EngineRun(
        engine="langflow",
        version="1",
        kinds=frozenset({Kind.LANGFLOW}),
        status=Status.OK,
        rules=tuple({finding.rule.id: finding.rule for finding in found}.values()),
        findings=tuple(found),
    )
    report = Report(
        verdict=Verdict.FAIL,
        findings=tuple(found),
        runs=(run,),
        kinds=(Kind.LANGFLOW,),
        fail_on=FailOn(),
    )
    (result,) = json.loads(sarif.render(report))["runs"][0]["results"]
    (thread,) = result["codeFlows"][0]["threadFlows"]
    places = [each["location"]["physicalLocation"] for each in thread["locations"]]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        *("front.json", "front.json", "lib/calculator.json", "lib/calculator.json")
    ]
    assert all(place["region"]["startLine"] > 1 for place in places)


def test_a_name_of_two_flows_stands_for_both_and_says_so() -> None:
    found = of(RULES / "LF-FLOW-001/bad/called-by-name", "LF-FLOW-001")
    assert {finding.location.uri for finding in found} == {"calculator.json", "other.json"}
    assert all("2 flows have that name" in finding.path[1].message for finding in found)


def test_a_public_flow_names_the_flow_that_it_runs() -> None:
    (finding,) = of(RULES / "LF-FLOW-001/bad/called-by-public-flow", "LF-FLOW-010")
    assert 'RunFlow (RunFlow-r) runs the flow "An older name"' in finding.message


def test_a_flow_that_is_not_there_is_a_note(tmp_path: Path) -> None:
    source = RULES / "LF-FLOW-001/bad/called-by-private-flow/front.json"
    (tmp_path / "front.json").write_text(source.read_text("utf-8"), "utf-8")
    (note,) = scan(tmp_path)[1]
    assert note.id == "flow-not-found"
    assert '"Calculator"' in note.message


@pytest.mark.parametrize(
    ("case", "said", "place"),
    [
        ("LF-FLOW-006/bad/server-without-login", "turns auto-login on (compose.yml:6)", 6),
        ("LF-FLOW-001/bad/webhook-without-key", "WEBHOOK_AUTH_ENABLE is false (compose.yml:6)", 6),
    ],
)
def test_the_setting_that_lets_strangers_in_is_named(case: str, said: str, place: int) -> None:
    (finding,) = of(RULES / case, case.partition("/")[0])
    assert said in finding.message
    assert ("compose.yml", place) in {(o.uri, o.region.start_line) for o in finding.related}


def test_what_is_odd_in_a_flow_is_a_note(tmp_path: Path) -> None:
    node = {"type": "genericNode", "data": {"type": "ChatInput", "node": {"template": {}}}}
    nodes = [{"id": "A", **node}, {"id": "A", **node}, node, 1]
    edges = [{"source": "A", "target": "A"}, {"source": "A"}, None]
    (tmp_path / "flow.json").write_text(json.dumps({"nodes": nodes, "edges": edges}))
    (note,) = scan(tmp_path)[1]
    assert note.id == "flow-irregular"
    for words in ("no object", "without an id", "several components have", "no field", "both ends"):
        assert words in note.message


def test_groups_that_stand_for_each_other_end(tmp_path: Path) -> None:
    def group(name: str, inside: str) -> dict[str, object]:
        proxy = {"proxy": {"id": inside, "field": "f"}}
        inner: dict[str, object] = {"nodes": [], "edges": []}
        node = {"template": {"f": proxy}, "flow": {"data": inner}}
        return {"id": name, "type": "groupNode", "data": {"node": node}}

    handle = {"targetHandle": {"fieldName": "f"}, "sourceHandle": {"name": "o"}}
    edge = {"source": "C", "target": "g1", "data": handle}
    flow = {"nodes": [group("g1", "g2"), group("g2", "g1")], "edges": [edge]}
    (tmp_path / "flow.json").write_text(json.dumps(flow))
    (note,) = scan(tmp_path)[1]
    assert "a group that stands for itself" in note.message
