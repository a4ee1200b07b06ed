"""The graphs of exported flows, of any schema since 1.0, as components and edges."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from scanner.errors import ReadError
from scanner.flows.model import CodeField, Component, Edge, Field, Flow
from scanner.formats import json_
from scanner.formats.positions import Node

MAX_COMPONENTS = 20_000
MAX_CODE = 1_000_000
"""Characters of one field's code: no component of Langflow has 100,000, and the engines take
gigabytes for what is much longer."""

_CODE_FIELDS = frozenset({"code", "python_code", "function_code", "tool_code"})
_NODE_TYPES = frozenset({"genericNode", "noteNode", "groupNode"})

End = tuple[str, str]
"""One end of an edge: a component's id, and the name of its output or field."""


def read(uri: str, text: str) -> Iterator[Flow]:
    """The flows of a JSON text; none when it is JSON of something else.

    Raises:
        ReadError: no JSON, or more components than `MAX_COMPONENTS`.
    """
    for root in json_.documents(text):
        for envelope, graph in _graphs(root):
            reader = _Reader()
            reader.read(graph)
            yield reader.flow(uri, text, envelope)


def _graphs(root: Node) -> Iterator[tuple[Node, Node]]:
    """Each graph and its envelope, at the top, in a list, or inside the answer of an API."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        graph = node.get("data") or node
        if _is_graph(graph):
            yield node, graph
        elif not _is_graph(node):
            waiting.extend(reversed([*node.items, *node.mapping.values()]))
        else:
            yield node, node


def _is_graph(node: Node) -> bool:
    """A graph has nodes and edges, and a node of it is one of Langflow's."""
    nodes, edges = node.get("nodes"), node.get("edges")
    if nodes is None or edges is None:
        return False
    return any(
        child.get("data", "node", "template") is not None or _text(child, "type") in _NODE_TYPES
        for child in nodes.items
    )


class _Reader:
    """Collects what a graph and the graphs of its groups hold."""

    def __init__(self) -> None:
        self._components: list[Component] = []
        self._edges: list[tuple[Edge, Node]] = []
        self._notes: list[Node] = []
        self._groups: dict[str, Node] = {}
        self._strange: Counter[str] = Counter()
        self._missed: list[str] = []

    def read(self, graph: Node) -> None:
        """Components, notes and edges of a graph, those of its groups included."""
        for node in (graph.get("nodes") or graph).items:
            inner = node.get("data", "node", "flow", "data")
            if inner is not None and inner.get("nodes") is not None:
                self._groups[_text(node, "id")] = node
                self.read(inner)
            elif _text(node, "type") == "noteNode":
                text = node.get("data", "node", "description")
                self._notes.extend([text] if text else [])
            elif not node.mapping:
                self._strange["a node that is no object was left out"] += 1
            else:
                self._components.append(self._within_reason(_component(node)))
            if len(self._components) > MAX_COMPONENTS:
                raise ReadError(f"more than {MAX_COMPONENTS} components")
        found = (graph.get("edges") or graph).items
        self._edges.extend((_edge(node), node) for node in found)

    def _within_reason(self, component: Component) -> Component:
        large = [code.name for code in component.code_fields if len(code.code) > MAX_CODE]
        if not large:
            return component
        words = f"the code in {', '.join(large)} of {component.name} is longer than {MAX_CODE}"
        self._missed.append(f"{words} characters")
        kept = tuple(code for code in component.code_fields if code.name not in large)
        return replace(component, code_fields=kept)

    def flow(self, uri: str, text: str, envelope: Node) -> Flow:
        """The whole; edges at the borders of groups are moved inside."""
        edges = tuple(self._joined())
        ids = Counter(component.id for component in self._components)
        without = ids.pop("", 0)
        if without:
            self._strange["a component without an id has no connections"] += without
        twice = sum(count > 1 for count in ids.values())
        if twice:
            words = "an id that several components have: each was taken for the one that is meant"
            self._strange[words] += twice
        return Flow(
            uri,
            text,
            envelope,
            tuple(self._components),
            edges,
            tuple(self._notes),
            tuple(f"{words} ({count})" for words, count in self._strange.items()),
            tuple(self._missed),
        )

    def _joined(self) -> Iterator[Edge]:
        for edge, node in self._edges:
            inside = self._through_groups(edge)
            if not inside.source or not inside.target:
                what = "an edge without both ends was left out" if node.mapping else "no edge"
                self._strange[what] += 1
                continue
            if not inside.field:
                words = "an edge that names no field was taken to feed any field"
                self._strange[words] += 1
            yield inside

    def _through_groups(self, edge: Edge) -> Edge:
        """An edge at a group's border, moved to the component inside that the group stands for."""
        target = self._inside((edge.target, edge.field), _entry)
        source = self._inside((edge.source, edge.output), _exit)
        return Edge(source[0], target[0], source[1], target[1], edge.is_tool)

    def _inside(self, end: End, step: Callable[[Node, str], End | None]) -> End:
        seen: set[End] = set()
        while end[0] in self._groups:
            if end in seen:
                self._strange["a group that stands for itself: its edges lead nowhere"] += 1
                return end
            seen.add(end)
            further = step(self._groups[end[0]], end[1])
            if further is None:
                return end
            end = further
        return end


def _entry(group: Node, name: str) -> End | None:
    proxy = group.get("data", "node", "template", name, "proxy")
    return None if proxy is None else (_text(proxy, "id"), _text(proxy, "field"))


def _exit(group: Node, name: str) -> End | None:
    for node in (group.get("data", "node", "outputs") or group).items:
        proxy = node.get("proxy")
        if proxy is not None and _text(node, "name") == name:
            return _text(proxy, "id"), _text(proxy, "name")
    return None


def _component(node: Node) -> Component:
    template = node.get("data", "node", "template")
    fields = {
        name: Field(name, child, child.get("value"))
        for name, child in (template.mapping if template else {}).items()
        if child.mapping
    }
    tool_mode = node.get("data", "node", "tool_mode")
    edited = node.get("data", "node", "edited")
    return Component(
        id=_text(node, "id") or _text(node, "data", "id"),
        type=_text(node, "data", "type"),
        display_name=_text(node, "data", "node", "display_name"),
        node=node,
        fields=fields,
        code_fields=tuple(_code_fields(fields)),
        is_tool=tool_mode is not None and tool_mode.value is True,
        edited=edited is not None and edited.value is True,
    )


def _code_fields(fields: dict[str, Field]) -> Iterator[CodeField]:
    for name, candidate in fields.items():
        if name not in _CODE_FIELDS and _text(candidate.node, "type") != "code":
            continue
        value = candidate.value
        if value is None:
            continue
        lines = tuple(line for line in (value.items or [value]) if isinstance(line.value, str))
        code = "\n".join(line.text for line in lines)
        if code.strip():
            yield CodeField(name, code, lines)


def _edge(node: Node) -> Edge:
    source, target = _handle(node, "sourceHandle"), _handle(node, "targetHandle")
    output, target_field = _string(source, "name"), _string(target, "fieldName")
    types = source.get("output_types")
    is_tool = (
        output in {"component_as_tool", "api_build_tool"}
        or target_field == "tools"
        or (isinstance(types, list) and "Tool" in types)
    )
    # A loop's back edge has no `fieldName`; its `name` is the output it returns to.
    return Edge(
        source=_text(node, "source"),
        target=_text(node, "target"),
        output=output,
        field=target_field or _string(target, "name"),
        is_tool=is_tool,
    )


def _handle(edge: Node, name: str) -> dict[str, object]:
    """A handle of an edge: the object beside it, or the string in which `"` is written as `œ`."""
    node = edge.get("data", name)
    if node is not None and node.mapping:
        return {key: _plain(child) for key, child in node.mapping.items()}
    try:
        handle = json.loads(_text(edge, name).replace("œ", '"'))
    except ValueError:
        return {}
    return handle if isinstance(handle, dict) else {}


def _plain(node: Node) -> object:
    return [child.value for child in node.items] if isinstance(node.value, list) else node.value


def _text(node: Node, *path: str) -> str:
    found = node.get(*path)
    return found.text if found else ""


def _string(values: dict[str, object], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
