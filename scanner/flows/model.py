"""What a flow consists of: components with their fields and code, and the edges between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from scanner.formats import json_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location, Region

_HISTORY = frozenset({"messages", "history", "chat_history", "input_value", "memory", "input_text"})
"""Fields in which the canvas keeps what was said last."""


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

    def remembered(self) -> Iterator[Node]:
        """What running the flow has left in it: cached results and the last messages."""
        outputs = self.node.get("data", "node", "outputs")
        kept = [output.get("value") for output in (outputs.items if outputs else ())]
        kept.extend(self.fields[name].value for name in sorted(_HISTORY & {*self.fields}))
        for value in kept:
            if value is not None:
                yield from value.walk()

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
    missed: tuple[str, ...] = ()
    """What in it was not looked at, and why, in words."""
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

    def texts(self, nodes: Iterable[Node], logical_name: str) -> Iterator[tuple[str, Location]]:
        """The strings among the nodes, with their places."""
        return ((node.text, self.at(node, logical_name)) for node in nodes if node.text)

    def at(self, node: Node, logical_name: str = "", message: str = "") -> Location:
        """The place of a node in the file."""
        return Location(self.uri, self.lines.region(node.start, node.end), logical_name, message)

    def in_code(self, field: CodeField, start: int, end: int, logical_name: str) -> Location:
        """The place of the characters `start` up to `end` of a field's code."""
        first, last = field.offset(self.text, start), field.offset(self.text, end)
        return Location(self.uri, self.lines.region(first, max(first, last)), logical_name)


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
