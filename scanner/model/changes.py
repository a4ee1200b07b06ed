"""How a flow of the head differs from the same flow of the base: what a reviewer has to read."""

from dataclasses import dataclass
from enum import StrEnum

from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.place import Location


class State(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a unified diff, without what may be a secret."""

    state: State | None
    """None for a line that is the same on both sides."""
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a component, or a setting of the flow, that has another value."""

    name: str
    before: str
    """As it may be shown: empty for no value, and of a secret that it is set."""
    after: str
    places: tuple[Location, ...] = ()
    """Where the values are: before, then after."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A field of several lines, Python or prose, as a unified diff."""

    field: str
    is_code: bool
    lines: tuple[DiffLine, ...]
    added: int
    removed: int
    left_out: int = 0
    """Changed lines that are counted and not shown."""
    release: str = ""
    """Of Langflow's own code on both sides: which releases have it; no line is shown."""
    places: tuple[Location, ...] = ()
    hidden: bool = False
    """Whether the lines are not shown because a secret was found in them."""


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A component that was added, removed or changed."""

    state: State
    id: str
    """In the head; in the base for one that was removed."""
    name: str
    """What the canvas shows; empty where it may be a secret."""
    type: str
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    id_before: str = ""
    """Where an import drew another one."""


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """A connection that was added or removed; components by their names."""

    state: State
    source: str
    output: str
    target: str
    field: str
    is_tool: bool
    ends: tuple[str, str] = ("", "")
    """The ids of both ends, of the side that has it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What has no meaning for a server."""

    moved: int = 0
    renamed_ids: int = 0
    notes: int = 0
    """Notes on the canvas that have another text, or are new or gone."""
    release: int = 0
    """Fields that came, went or changed with the default of another release of Langflow."""


@dataclass(frozen=True, slots=True)
class FlowChange:
    """One flow that was added, removed or changed."""

    state: State
    name: str
    uri: str
    """In the head; in the base for one that was removed."""
    uri_before: str = ""
    """Where it was, if that is elsewhere."""
    settings: tuple[FieldChange, ...] = ()
    nodes: tuple[NodeChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()
    layout: Layout = Layout()
    before: FlowInventory | None = None
    after: FlowInventory | None = None
    picture_before: FlowPicture | None = None
    picture_after: FlowPicture | None = None

    @property
    def is_layout_only(self) -> bool:
        """Whether nothing differs that a server would notice."""
        return self.state is State.CHANGED and not (self.settings or self.nodes or self.edges)
