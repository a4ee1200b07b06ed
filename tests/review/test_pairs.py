"""Pairs of flows: what is told of each kind of change, alone and mixed, and of none."""

import copy
import gc
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner import rules
from scanner.flows import components, edits, outdated
from scanner.model.changes import FlowChange, State
from scanner.render import review
from scanner.review.read import changes
from scanner.settings import Settings
from tests.flows import invented
from tests.review import exports
from tests.review.exports import edge, edited, flow, named, node, saved_by, template, told

RELEASES = ("1.0.18", "1.6.9", "1.9.6", "1.13.0")
(outdated.entries(), components.classes(), edits._table())  # before a table of ours is in force


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The components of the four exports as if Langflow had released them."""
    folder = tmp_path / "rulesets"
    invented.rest_of_the_knowledge(folder)
    monkeypatch.setattr(rules, "rulesets", lambda: folder)
    sources = {
        exports.code_of(kind, release): invented.known(
            kind, f"lfx.components.{kind.lower()}", release, release
        )
        for release in RELEASES
        for kind in ("ChatInput", "Agent")
    }
    sources[exports.TOOL] = invented.known("Calculator", "lfx.components.calculator", "1.0.18")
    invented.fill(folder, sources)
    yield
    monkeypatch.undo()
    invented.forget()


def lines(change: FlowChange) -> list[str]:
    """All that is told, a line each."""
    found = [f"{f.label} -{one}" for f in review.facts(change) for one in f.removed]
    found += [f"{f.label} +{one}" for f in review.facts(change) for one in f.added]
    found += [review.field(one) for one in change.settings]
    for one in change.nodes:
        found.append(f"{one.state} {one.name}")
        found += [review.field(field) for field in one.fields]
        found += [review.text(text) for text in one.texts]
    return [*found, *(f"{one.state} {review.edge(one)}" for one in change.edges)]


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize(
    ("before", "after"),
    [pytest.param(a, b, id=f"{a} to {b}") for a in RELEASES for b in RELEASES if a != b],
)
def test_of_another_release_only_the_code_is_told(before: str, after: str) -> None:
    (change,) = told(saved_by(before), saved_by(after))
    assert [one.name for one in change.nodes] == ["Chat Input", "Agent"]
    assert [review.text(text) for one in change.nodes for text in one.texts] == [
        f"code: Langflow's own, of {before}, now {after}"
    ] * 2
    assert not [field for one in change.nodes for field in one.fields]
    assert not change.edges
    assert not change.settings
    assert [f.label for f in review.facts(change)] == ["saved by Langflow"]


def moved(document: Any) -> None:
    for one in document["data"]["nodes"]:
        one["position"]["x"] += 40


def noted(document: Any) -> None:
    note = {"id": "note-1", "type": "noteNode", "data": {"node": {"description": "Read me"}}}
    document["data"]["nodes"].append(note)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param(edited(moved), "3 moved", id="moved"),
        pytest.param(exports.with_new_ids(flow(), "zzzz"), "3 with another id", id="imported"),
        pytest.param(edited(noted), "1 changes of notes", id="a note"),
        pytest.param(json.dumps(flow(), indent=4), "the text of the file alone", id="indented"),
        pytest.param(json.dumps(flow(), sort_keys=True), "the text of the file alone", id="sorted"),
        pytest.param(
            edited(lambda d: d["data"]["nodes"].reverse()),
            "the text of the file alone",
            id="in another order",
        ),
    ],
)
def test_layout_is_one_line(after: Any, said: str) -> None:
    (change,) = told(flow(), after)
    assert change.is_layout_only, lines(change)
    assert review.layout(change) == said


def test_the_same_bytes_are_no_change() -> None:
    assert told(flow(), flow()) == ()


def add(document: Any) -> None:
    one = node("WebSearch", {"query": "", "max_results": 5}, 9, name="Web Search")
    document["data"]["nodes"].append(one)
    document["data"]["edges"].append(
        edge(one, named(document, "Agent"), "tools", "component_as_tool")
    )


def drop(document: Any) -> None:
    gone = named(document, "Calculator")
    document["data"]["nodes"].remove(gone)
    document["data"]["edges"] = [e for e in document["data"]["edges"] if e["source"] != gone["id"]]


def set_field(kind: str, name: str, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        template(document, kind)[name] = {**template(document, kind).get(name, {}), "value": value}

    return change


def custom(document: Any) -> None:
    held = template(document, "Calculator")["code"]
    held["value"] = held["value"].replace("evaluate(", "eval(")


def disconnect(document: Any) -> None:
    del document["data"]["edges"][0]


def rewired(document: Any) -> None:
    document["data"]["edges"][0]["data"]["targetHandle"]["fieldName"] = "system_prompt"


def relabelled(document: Any) -> None:
    named(document, "Agent")["data"]["node"]["display_name"] = "Helper"


def tool_off(document: Any) -> None:
    named(document, "Calculator")["data"]["node"]["tool_mode"] = False


def mcp(document: Any) -> None:
    value = {"name": "files", "config": {"command": "npx", "args": ["-y", "files"]}}
    server = node("MCPTools", {"mcp_server": {"type": "mcp", "value": value}}, 8, name="Files")
    document["data"]["nodes"].append(server)


def literal_key(document: Any) -> None:
    template(document, "Agent")["api_key"] = {"value": "x" * 20, "password": True}


CHANGES = {
    "a component is added": (
        edited(add),
        {
            "added Web Search",
            "max_results: 5",
            "tools -Agent: Calculator",
            "tools +Agent: Calculator, Web Search",
            "added Web Search.component_as_tool → Agent.tools, as a tool",
        },
    ),
    "a component is removed": (
        edited(drop),
        {
            "removed Calculator",
            "tools -Agent: Calculator",
            "tools +Agent, no tools",
            "removed Calculator.component_as_tool → Agent.tools, as a tool",
        },
    ),
    "a value": (
        edited(set_field("ChatInput", "sender_name", "Guest")),
        {"changed Chat Input", "sender_name: User → Guest"},
    ),
    "a model": (
        edited(set_field("Agent", "model_name", "gpt-5")),
        {"changed Agent", "model_name: gpt-4o → gpt-5"},
    ),
    "a long text": (
        edited(set_field("Agent", "system_prompt", "You help.\nNever say no.\n")),
        {"changed Agent", "system_prompt: 1 lines added, 0 removed"},
    ),
    "a switch": (
        edited(set_field("Agent", "store", value=False)),
        {"changed Agent", "store: true → false"},
    ),
    "code": (edited(custom), {"changed Calculator", "code: 1 lines added, 1 removed"}),
    "a connection less": (
        edited(disconnect),
        {"removed Chat Input.message → Agent.input_value"},
    ),
    "a connection to another field": (
        edited(rewired),
        {
            "removed Chat Input.message → Agent.input_value",
            "added Chat Input.message → Agent.system_prompt",
        },
    ),
    "a name": (
        edited(relabelled),
        {
            "changed Helper",
            "display name: Agent → Helper",
            "tools -Agent: Calculator",
            "tools +Helper: Calculator",
        },
    ),
    "no tool any more": (edited(tool_off), {"changed Calculator", "tool mode: on → off"}),
    "public": (
        flow(access_type="PUBLIC"),
        {"ways in -chat", "ways in +public link", "access_type: PUBLIC"} - {"ways in -chat"},
    ),
    "a webhook": (flow(webhook=True), {"ways in +webhook", "webhook: true"}),
    "MCP": (flow(mcp_enabled=True), {"ways in +MCP", "mcp_enabled: true"}),
    "an endpoint": (
        flow(endpoint_name="desk"),
        {"ways in +API as desk", "endpoint_name: desk"},
    ),
    "an MCP server": (edited(mcp), {"added Files", "MCP servers +files starts npx"}),
    "a variable becomes a literal": (
        edited(literal_key),
        {"changed Agent", "api_key: variable OPENAI_API_KEY → set, not shown"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_alone_is_told(name: str) -> None:
    after, expected = CHANGES[name]
    (change,) = told(flow(), after)
    assert expected <= {*lines(change)}
    states = ("added", "removed", "changed")
    nodes = {line for line in expected if line.split()[0] in states and "→" not in line}
    assert len(change.nodes) == len(nodes)
    assert not review.layout(change)


@pytest.mark.parametrize("name", CHANGES)
def test_the_same_change_is_told_through_an_import_and_a_move(name: str) -> None:
    after, expected = CHANGES[name]
    after = exports.with_new_ids(copy.deepcopy(after), "zzzz")
    moved(after) if "nodes" in after["data"] else None
    for one in after["data"]["nodes"]:
        one.pop("width", None)
    (change,) = told(flow(), json.dumps(after, indent=3, sort_keys=True))
    assert expected <= {*lines(change)}
    assert {one.state for one in change.nodes} == {
        State(line.split()[0])
        for line in expected
        if line.split()[0] in ("added", "removed", "changed") and "→" not in line
    }
    assert "moved" in review.layout(change)


def test_changes_together_are_all_told() -> None:
    def everything(document: Any) -> None:
        for one in (add, custom, relabelled, mcp, set_field("Agent", "model_name", "gpt-5")):
            one(document)

    (change,) = told(flow(), edited(everything, access_type="PUBLIC"))
    assert {
        "added Web Search",
        "changed Calculator",
        "display name: Agent → Helper",
        "model_name: gpt-4o → gpt-5",
        "ways in +public link",
        "MCP servers +files starts npx",
    } <= {*lines(change)}


def test_a_dangerous_value_in_a_field_of_a_newer_release_is_told() -> None:
    after = edited(set_field("Agent", "allow_dangerous_code", value=True))
    (change,) = told(flow("1.9.6"), after)
    assert "allow_dangerous_code: true" in lines(change)


def test_a_flow_that_comes_or_goes() -> None:
    (change,) = told(None, flow())
    assert change.state is State.ADDED
    assert "code: 4 lines added, 0 removed" not in lines(change)
    assert [one.name for one in change.nodes] == ["Chat Input", "Agent", "Calculator"]
    (change,) = told(flow(), None)
    assert change.state is State.REMOVED


def test_a_flow_that_moved_to_another_file_is_the_same_flow() -> None:
    before, after = exports.tree({"a.json": flow()}), exports.tree({"b.json": edited(relabelled)})
    (change,) = changes(before, after, Settings(path=before.root))
    assert (change.state, change.uri, change.uri_before) == (State.CHANGED, "b.json", "a.json")


def test_an_access_that_an_export_leaves_out_is_not_taken_back() -> None:
    (change,) = told(flow(access_type="PUBLIC"), flow())
    assert "ways in -public link (the export no longer says)" in lines(change)


def test_two_components_of_a_kind_are_kept_apart_by_what_they_are() -> None:
    def twice(document: Any) -> None:
        other = copy.deepcopy(named(document, "Calculator"))
        other["id"] = "Calculator-bbbbb"
        other["data"]["node"]["template"]["expression"]["value"] = "1 + 1"
        document["data"]["nodes"].insert(0, other)

    before = edited(twice)
    after = exports.with_new_ids(edited(twice), "yyyy")
    after["data"]["nodes"].reverse()
    (change,) = told(before, after)
    assert change.is_layout_only, lines(change)


@pytest.mark.parametrize("renamed", [False, True], ids=["the same ids", "new ids"])
def test_two_thousand_components_take_less_than_three_seconds(renamed: bool) -> None:
    def many(document: Any) -> None:
        document["data"]["nodes"] = [
            node("Calculator", {"expression": f"{n} + 1"}, n, code=exports.TOOL * 12)
            for n in range(2000)
        ]
        pairs = zip(document["data"]["nodes"], document["data"]["nodes"][1:], strict=False)
        document["data"]["edges"] = [edge(a, b, "expression") for a, b in pairs]

    before = edited(many)
    after = copy.deepcopy(before)
    for one in after["data"]["nodes"][::10]:
        one["data"]["node"]["template"]["expression"]["value"] += " + 2"
    if renamed:
        text = json.dumps(after).replace("Calculator-a", "Calculator-b")
        after = json.loads(text)
    gc.disable()  # as the command does
    try:
        began = time.process_time()
        (change,) = told(before, after)
        took = time.process_time() - began
    finally:
        gc.enable()
    assert sum(one.state is State.CHANGED for one in change.nodes) == 200
    assert len(change.nodes) == 200
    assert not change.edges
    assert took < 3


def test_what_the_editor_keeps_for_itself_is_not_told() -> None:
    after = edited(set_field("Agent", "_frontend_node_flow_id", "3f0c"))
    (change,) = told(flow(), after)
    assert change.is_layout_only


def test_a_value_of_white_space_is_a_value() -> None:
    (change,) = told(flow(), edited(set_field("ChatInput", "sender_name", "\n\n")))
    assert r'sender_name: User → "\n\n"' in lines(change)


def test_a_table_is_its_rows_in_whatever_order_their_columns_are() -> None:
    rows = [{"name": "a", "type": "str"}]
    before = edited(set_field("Agent", "columns", rows))
    after = edited(set_field("Agent", "columns", [{"type": "str", "name": "a"}]))
    (change,) = told(before, after)
    assert change.is_layout_only
