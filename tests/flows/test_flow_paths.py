"""The graph: what reaches what, over the shapes in which flows are written."""

import json

import pytest

from scanner.checks.flow_paths import search
from scanner.errors import ReadError
from scanner.flows import exports as flow_reader
from scanner.flows import read as reading
from scanner.flows.read import Flow
from scanner.tree.source import FileKind, Source


def node(identifier: str, kind: str = "genericNode") -> dict[str, object]:
    name = identifier.partition("-")[0]
    inner = {"display_name": name, "template": {"_type": "Component"}}
    return {"id": identifier, "type": kind, "data": {"type": name, "node": inner}}


def edge(source: str, target: str, field: str = "input_value", output: str = "out") -> object:
    handles = {
        "sourceHandle": {"id": source, "name": output, "output_types": ["Message"]},
        "targetHandle": {"id": target, "fieldName": field},
    }
    return {"source": source, "target": target, "data": handles}


def flows(document: object) -> list[Flow]:
    data = json.dumps(document).encode()
    return list(reading.read(Source("flow.json", FileKind.FLOW, data)))


def paths(flow: Flow) -> dict[str, tuple[str, ...]]:
    found = search((flow,))
    return {spot[1]: tuple(step.component.id for step in found.path(spot)) for spot in found.before}


def graph(*edges: object, nodes: tuple[str, ...]) -> dict[str, object]:
    return {"nodes": [node(name) for name in nodes], "edges": list(edges), "viewport": {}}


NODES = ("ChatInput-a", "Agent-b", "URL-c", "Parser-d")
EDGES = (edge("ChatInput-a", "Agent-b"), edge("URL-c", "Agent-b", "tools", "component_as_tool"))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"name": "f", "data": graph(*EDGES, nodes=NODES)}, id="an envelope"),
        pytest.param(graph(*EDGES, nodes=NODES), id="a bare graph"),
        pytest.param({"flows": [{"data": graph(*EDGES, nodes=NODES)}]}, id="an upload of several"),
        pytest.param([{"data": graph(*EDGES, nodes=NODES)}], id="a list"),
    ],
)
def test_every_shape_gives_the_same_graph(document: object) -> None:
    (found,) = flows(document)
    assert paths(found)["URL-c"] == ("ChatInput-a", "Agent-b", "URL-c")
    assert "Parser-d" not in paths(found)


def test_cycles_end_and_the_shortest_path_is_shown() -> None:
    around = (
        edge("Agent-b", "Parser-d"),
        edge("Parser-d", "Agent-b"),
        edge("Parser-d", "ChatInput-a"),
    )
    (found,) = flows(graph(*EDGES, *around, nodes=NODES))
    assert paths(found)["Parser-d"] == ("ChatInput-a", "Agent-b", "Parser-d")


def test_a_loops_back_edge_without_a_field_does_no_harm() -> None:
    back = {"source": "Parser-d", "target": "Agent-b", "data": {"targetHandle": {"name": "item"}}}
    (found,) = flows(graph(back, nodes=NODES))
    assert found.edges[0].field == "item"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"nodes": [{"id": 1}], "edges": []}, id="another tool's graph"),
        pytest.param({"nodes": {}, "edges": {}}, id="no lists"),
        pytest.param([1, "a", None], id="a list of something else"),
        pytest.param({"data": None}, id="nothing"),
    ],
)
def test_what_is_no_flow_is_left_alone(document: object) -> None:
    assert flows(document) == []


def test_strange_nodes_are_survived() -> None:
    strange: list[object] = [
        None,
        1,
        {},
        {"id": None, "data": []},
        node("ChatInput-a"),
        node("ChatInput-a"),
    ]
    (found,) = flows({"nodes": strange, "edges": [None, {}, {"source": 1, "sourceHandle": "œ"}]})
    assert [c.id for c in found.components].count("ChatInput-a") == 2


def test_too_many_components_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_reader, "MAX_COMPONENTS", 3)
    with pytest.raises(ReadError, match="more than 3 components"):
        flows(graph(nodes=NODES))


def test_code_is_the_same_as_a_string_and_as_lines() -> None:
    code = "import os\n\nos.system('ls')\n"
    both = []
    for value in (code, code.split("\n")):
        template = {"code": {"type": "code", "value": value}}
        component = {"id": "A-1", "type": "genericNode", "data": {"node": {"template": template}}}
        (found,) = flows({"nodes": [component], "edges": []})
        both.append(found.components[0].code_fields[0].code)
    assert both == [code, code]
