"""Exported flows: every shape that Langflow has written, as components and edges with positions.

Shapes (Langflow 1.0 to 1.13): one flow in an envelope, a bare graph, `{"flows": [...]}`, a plain
list, a saved component, and groups that hold a flow of their own. Code is one string, or a list of
lines since the export normalisation of 1.13 (langflow/api/utils/core.py).
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from scanner.collect import FileKind, Source, Tree
from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.positions import Lines, Node
from scanner.langflow import embedded
from scanner.model import Level, Location, Notification, Region

MAX_COMPONENTS = 20_000

_CODE_FIELDS = frozenset({"code", "python_code", "function_code", "tool_code"})
_NODE_TYPES = frozenset({"genericNode", "noteNode", "groupNode"})

End = tuple[str, str]
"""One end of an edge: a component's id, and the name of its output or field."""


@dataclass(frozen=True, slots=True)
class CodeField:
    """One field of a component that holds Python."""

    name: str
    code: str
    lines: tuple[Node, ...]
    """The string nodes it was read from: one, or one a line."""

    def offset(self, text: str, index: int) -> int:
        """Where in the file's text the character `index` of the code stands."""
        for line in self.lines[:-1]:
            if index <= len(line.text):
                return json_.raw_offset(text, line, index)
            index -= len(line.text) + 1
        return json_.raw_offset(text, self.lines[-1], index)


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a component: `template.<name>` of the export."""

    name: str
    node: Node
    value: Node | None

    def flag(self, name: str) -> bool:
        """Whether a boolean of the field is set: `password`, `load_from_db`, `tool_mode`."""
        flag = self.node.get(name)
        return flag is not None and flag.value is True

    @property
    def input_type(self) -> str:
        """`_input_type` of the export, such as `SecretStrInput`; empty in old exports."""
        kind = self.node.get("_input_type")
        return kind.text if kind else ""

    @property
    def text(self) -> str:
        """The value, when it is a string."""
        return self.value.text if self.value else ""


@dataclass(frozen=True, slots=True)
class Component:
    """One node of a flow."""

    id: str
    type: str
    """The component's type key; a label that the author of the file chose."""
    display_name: str
    node: Node
    """The node of the graph, for its position."""
    fields: dict[str, Field] = field(default_factory=dict)
    code_fields: tuple[CodeField, ...] = ()
    is_tool: bool = False
    edited: bool = False

    @property
    def name(self) -> str:
        """How a message names it: what the canvas shows, and the id."""
        return f"{self.display_name or self.type} ({self.id})"

    @property
    def anchor(self) -> Node:
        """The small part of the node that a finding points at: its id."""
        return self.node.get("id") or self.node.get("data", "id") or self.node


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection: output `output` of `source` feeds field `field` of `target`."""

    source: str
    target: str
    output: str
    field: str
    is_tool: bool
    """The source is offered to the target as a tool, so the target chooses its arguments."""


@dataclass(frozen=True)
class Flow:
    """One flow of one file; components of groups are part of it."""

    uri: str
    text: str = field(repr=False)
    root: Node = field(repr=False)
    """The envelope, or the bare graph."""
    components: tuple[Component, ...]
    edges: tuple[Edge, ...]
    notes: tuple[Node, ...] = ()
    """The texts of the notes on its canvas."""
    oddities: tuple[str, ...] = ()
    """What is not as Langflow writes it, and what was made of it, in words."""
    place: Region | None = None
    """The string of another file that holds it, where that is the place of all that is in it."""

    @cached_property
    def lines(self) -> Lines:
        """The text's lines, indexed once for all flows of a file."""
        return _OnePlace(self.place) if self.place else _lines(self.text)

    @property
    def name(self) -> str:
        """The flow's name; empty for a bare graph."""
        name = self.root.get("name")
        return name.text if name else ""

    def setting(self, name: str) -> Node | None:
        """A key of the envelope, such as `access_type` or `webhook`."""
        return self.root.get(name)

    def at(self, node: Node, logical_name: str = "", message: str = "") -> Location:
        """The place of a node in the file."""
        return Location(self.uri, self.lines.region(node.start, node.end), logical_name, message)

    def in_code(self, field: CodeField, start: int, end: int, logical_name: str) -> Location:
        """The place of the characters `start` up to `end` of a field's code."""
        first, last = field.offset(self.text, start), field.offset(self.text, end)
        return Location(self.uri, self.lines.region(first, max(first, last)), logical_name)


@dataclass(frozen=True)
class Flows:
    """The flows of the tree, and the files that could not be read as flows."""

    flows: tuple[Flow, ...]
    notifications: tuple[Notification, ...]


class _OnePlace(Lines):
    """The lines of a text whose positions are not those of the file: all is in one place."""

    def __init__(self, place: Region) -> None:
        super().__init__("")
        self._place = place

    def region(self, start: int, end: int) -> Region:
        return self._place


@lru_cache(maxsize=2)
def _lines(text: str) -> Lines:
    return Lines(text)


_READING = threading.Lock()


def flows(tree: Tree) -> Flows:
    """Every flow of the tree. Read once, though several engines ask at the same time."""
    with _READING:
        return _flows(tree)


@lru_cache(maxsize=1)
def _flows(tree: Tree) -> Flows:
    found: list[Flow] = []
    notes: list[Notification] = []
    for source in tree.sources:
        if source.kind is not FileKind.FLOW:
            if embedded.may_hold(source):
                _read_embedded(source, found, notes)
            continue
        try:
            for flow in read(source):
                found.append(flow)
                notes.extend(_notes(flow))
        except ReadError as error:
            words = f"{source.uri}:{error.line or 1} could not be read as a flow: {error}; "
            words += "export it again, or exclude the file if it is no flow"
            notes.append(
                Notification(Level.WARNING, "flow-not-parsed", words, source.uri, error.line)
            )
    return Flows(tuple(found), tuple(notes))


def _read_embedded(source: Source, found: list[Flow], notes: list[Notification]) -> None:
    """The flows in the strings of a file; strings that are something else are left alone."""
    try:
        for each in embedded.embedded(source):
            try:
                inside = [replace(f, place=each.place) for f in _of_text(source.uri, each.text)]
            except ReadError as error:
                notes.extend([_unread(source, error, each.line)] if each.is_surely else [])
                continue
            found.extend(inside)
            notes.extend(note for flow in inside for note in _notes(flow))
            if inside and each.place:
                words = f"{source.uri}:{each.line} holds a flow in an escaped string: what is found"
                words += " in it is shown at the string as a whole; keep the flow in its own file"
                note = Notification(Level.NOTE, "flow-embedded", words, source.uri, each.line)
                notes.append(note)
    except ReadError as error:
        notes.append(_unread(source, error, error.line or 1))


def _unread(source: Source, error: ReadError, line: int) -> Notification:
    words = f"{source.uri}:{line} seems to hold a flow in a string, which could not be read: "
    words += f"{error}; keep the flow in a file of its own"
    return Notification(Level.WARNING, "flow-not-parsed", words, source.uri, line)


def _notes(flow: Flow) -> Iterator[Notification]:
    if flow.oddities:
        line = flow.at(flow.root).region.start_line
        words = f"{flow.uri}:{line} the flow is not as Langflow writes it: "
        words += "; ".join(flow.oddities) + "; export it again if that is not meant"
        yield Notification(Level.NOTE, "flow-irregular", words, flow.uri, line)


def read(source: Source) -> Iterator[Flow]:
    """The flows of one file; none when it is JSON of something else.

    Raises:
        ReadError: no JSON, or more components than `MAX_COMPONENTS`.
    """
    yield from _of_text(source.uri, source.text)


def _of_text(uri: str, text: str) -> Iterator[Flow]:
    root = json_.read(text)
    listed = root.get("flows") or root
    for envelope in listed.items or [root]:
        graph = envelope.get("data") or envelope
        if _is_graph(graph):
            reader = _Reader()
            reader.read(graph)
            yield reader.flow(uri, text, envelope)


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
                self._components.append(_component(node))
            if len(self._components) > MAX_COMPONENTS:
                raise ReadError(f"more than {MAX_COMPONENTS} components")
        found = (graph.get("edges") or graph).items
        self._edges.extend((_edge(node), node) for node in found)

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
