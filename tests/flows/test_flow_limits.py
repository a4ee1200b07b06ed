"""Flows that are large, deep or made to hurt: cost in line with size, and a note of what is cut."""

import json
from pathlib import Path

import pytest

from scanner.checks.flow_paths import MAX_END
from scanner.engines.langflow import Langflow
from scanner.flows.exports import MAX_CODE
from scanner.flows.read import flows
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.rule import Kind, Level
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.source import FileKind, Source, Tree
from tests.making import assert_cost_grows_with_size

ENGINE = Langflow("langflow", frozenset({Kind.LANGFLOW}))


def chain(length: int) -> dict[str, object]:
    """From a chat input through agents, each with nine tools and a prompt, to an interpreter."""
    nodes, edges = [], []
    for number in range(length):
        kind = "Agent" if number % 10 == 1 else "URLComponent"
        kind = {0: "ChatInput", length - 1: "PythonREPLComponent"}.get(number, kind)
        urls = {"type": "str", "value": "", "tool_mode": True}
        fields = {"urls": urls, "python_code": urls, "system_prompt": {"type": "str", "value": ""}}
        data = {"type": kind, "node": {"display_name": kind, "template": fields}}
        nodes.append({"id": f"n{number}", "type": "genericNode", "data": data})
        if number:
            field = ("system_prompt", "urls", "input_value")[number % 3]
            handles = {"targetHandle": {"fieldName": field}, "sourceHandle": {"name": "out"}}
            edges.append({"source": f"n{number - 1}", "target": f"n{number}", "data": handles})
        if number % 10:
            tool = {"sourceHandle": {"name": "component_as_tool"}}
            agent = f"n{number // 10 * 10 + 1}"
            edges.append({"source": f"n{number}", "target": agent, "data": tool})
    return {"nodes": nodes, "edges": edges}


def scan(text: str) -> list[Finding]:
    tree = Tree(Path(), (Source("flow.json", FileKind.FLOW, text.encode()),))
    outcomes = ENGINE.run(tree, Settings(path=Path()))
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


def test_the_cost_of_a_flow_is_in_line_with_its_nodes() -> None:
    assert_cost_grows_with_size(lambda size: scan(json.dumps(chain(size))), 250)


def test_the_cost_of_flows_that_run_each_other_is_in_line_with_their_number() -> None:
    def work(size: int) -> None:
        found = []
        for number in range(size):
            called = {"flow_name_selected": {"type": "str", "value": f"f{(number + 1) % size}"}}
            nodes = [
                {"id": kind, "type": "genericNode", "data": {"type": kind, "node": {"template": t}}}
                for kind, t in (("ChatInput", {}), ("RunFlow", called), ("ChatOutput", {}))
            ]
            edges = [{"source": "ChatInput", "target": "RunFlow"}]
            found.append({"name": f"f{number}", "data": {"nodes": nodes, "edges": edges}})
        scan(json.dumps({"flows": found}))

    assert_cost_grows_with_size(work, 100)


def test_the_whole_chain_is_reached_and_the_message_stays_short() -> None:
    found = [f for f in scan(json.dumps(chain(300))) if f.rule.id == "LF-FLOW-001"]
    assert [finding.location.logical_name for finding in found] == ["n299"]
    assert len(found[0].message) < 500
    assert found[0].path[0].logical_name == "n0"
    assert len(found[0].path) == 2 * MAX_END
    assert "comes after 50 more components" in found[0].path[MAX_END].message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"data": {"nodes": ' + "[" * 100_000, id="brackets"),
        pytest.param('{"nodes": [], "edges": ' + '{"data":' * 100_000, id="objects"),
        pytest.param('{"nodes": [{"id": "a", "data": {}}], "edges": [', id="cut-off"),
    ],
)
def test_what_cannot_be_read_is_a_warning(tmp_path: Path, text: str) -> None:
    (tmp_path / "flow.json").write_text(text)
    read = flows(collect(Settings(path=tmp_path)))
    assert read.flows == ()
    (note,) = read.notifications
    assert (note.level, note.id, note.uri) == (Level.WARNING, "flow-not-parsed", "flow.json")


def test_code_that_is_too_long_for_the_engines_is_a_warning(tmp_path: Path) -> None:
    code = {"type": "code", "value": "x = 1\n" * (MAX_CODE // 6 + 1)}
    small = {"type": "code", "value": "y = 1"}
    node = {"template": {"code": code, "tool_code": small}}
    component = {"id": "A", "type": "genericNode", "data": {"type": "Own", "node": node}}
    (tmp_path / "flow.json").write_text(json.dumps({"nodes": [component], "edges": []}))
    read = flows(collect(Settings(path=tmp_path)))
    assert [field.code for field in read.flows[0].components[0].code_fields] == ["y = 1"]
    (note,) = read.notifications
    assert (note.level, note.id) == (Level.WARNING, "code-too-large")


def test_strings_without_an_end_cost_in_line_with_the_file() -> None:
    def work(size: int) -> list[Notification]:
        text = '"nodes" "edges"\n' + "'{ \"{ `[ " * size
        flows(Tree(Path(), (Source("run.sh", FileKind.SHELL, text.encode()),)))
        endless = '"nodes" "edges"\n' + '\\"{ ' * size
        program = Source("a.ts", FileKind.TEXT, endless.encode())
        return [*flows(Tree(Path(), (program,))).notifications]

    assert_cost_grows_with_size(work, 4000)
    (note,) = work(4000)
    assert note.level is Level.WARNING
    assert "too many strings without an end" in note.message
