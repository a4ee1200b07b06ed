"""What is told of a flow beside findings: its picture and its inventory."""

from dataclasses import dataclass
from enum import StrEnum

from scanner.model.place import Location, Region


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A component of a flow as the canvas shows it."""

    id: str
    name: str
    region: Region
    """Of the whole node: what is found inside is found in this component."""
    position: tuple[float, float] | None
    """On Langflow's canvas, y growing downwards; None where the export does not say."""


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """A connection between two components, by their ids."""

    source: str
    target: str
    is_tool: bool
    """Whether the source is offered to the target as a tool."""


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """What is needed to draw a flow; groups are opened, notes are left out."""

    name: str
    location: Location
    """The flow's stretch of its file."""
    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]


class ModelPurpose(StrEnum):
    """What a flow asks a model for."""

    LANGUAGE = "language"
    EMBEDDING = "embedding"


class Access(StrEnum):
    """Who may run a flow through Langflow's share link."""

    PUBLIC = "public"
    PRIVATE = "private"
    UNKNOWN = "unknown"
    """The export does not say, as none of a server of 1.13 does."""


class Chosen(StrEnum):
    """How a flow says which model, collection or server it uses."""

    LITERAL = "literal"
    VARIABLE = "variable"
    HIDDEN = "hidden"
    """Set to something that has not the form of a name, and so is not repeated."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a field is set to, as far as it may be repeated."""

    how: Chosen
    name: str = ""
    """The literal, or the name of the global variable; empty for what is hidden or not set."""


@dataclass(frozen=True, slots=True)
class FlowPart:
    """A component of a flow as its inventory names it."""

    id: str
    name: str
    """What the canvas shows, or the type; empty where neither may be repeated."""
    type: str
    line: int
    """Of its id in the file, 1-based."""


@dataclass(frozen=True, slots=True)
class FlowModel:
    """A model that a component of a flow asks."""

    part: FlowPart
    purpose: ModelPurpose
    provider: str
    """Who serves it; empty where the flow does not say."""
    model: Choice
    host: str = ""
    """`https://host:port` of the API, where the flow sets one."""


@dataclass(frozen=True, slots=True)
class FlowStore:
    """A vector store or a database that a component of a flow uses."""

    part: FlowPart
    is_vector: bool
    product: str
    collection: Choice
    host: str = ""


@dataclass(frozen=True, slots=True)
class FlowMcpServer:
    """An MCP server that a flow starts or calls; never its arguments, environment or headers."""

    part: FlowPart
    server: Choice
    program: str = ""
    """What is started, without its folder."""
    host: str = ""
    """What is called instead."""


@dataclass(frozen=True, slots=True)
class FlowAgent:
    """An agent and what it has been given for tools."""

    part: FlowPart
    tools: tuple[FlowPart, ...]


@dataclass(frozen=True, slots=True)
class FlowCode:
    """Code in a component that is not what Langflow has released for it."""

    part: FlowPart
    field: str
    sha256: str
    lines: int
    verdict: str
    """`custom`, `modified`, ...; `accepted` where the configuration's `components` names it."""
    source: str = ""
    """Module of the official source that it is, or that it was changed from."""


@dataclass(frozen=True, slots=True)
class FlowInventory:
    """What a flow consists of and how it can be reached."""

    location: Location
    """The flow's stretch of its file."""
    name: str
    id: str
    saved_by: str
    """The version of Langflow that wrote it; empty where the export does not say."""
    is_component: bool
    """Whether it is a single saved component."""
    access: Access
    webhook: bool
    chat: bool
    mcp: bool
    a2a: bool
    endpoint: Choice
    """The name under which the API runs it, beside its id."""
    components: int
    official: int
    """Components whose code is that of a release."""
    outdated: int
    """Those of them whose code the newest release no longer has."""
    models: tuple[FlowModel, ...]
    stores: tuple[FlowStore, ...]
    agents: tuple[FlowAgent, ...]
    mcp_servers: tuple[FlowMcpServer, ...]
    code: tuple[FlowCode, ...]
