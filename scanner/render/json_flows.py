"""The inventory of flows in the JSON report, as types and as a transcription of the model."""

import msgspec

from scanner.model.flows import Access, Choice, Chosen, FlowInventory, FlowPart, ModelPurpose
from scanner.model.report import Report
from scanner.render.inventory import inventories, place


class Named(msgspec.Struct, frozen=True):
    """What a field of a flow is set to: a name as it is there, the name of a global variable,
    something that is not shown because it has not the form of a name, or nothing."""

    how: Chosen
    name: str = ""


class Part(msgspec.Struct, frozen=True):
    """A component of a flow; `line` is that of its id in the file or the archive's entry."""

    id: str
    name: str
    type: str
    line: int


class Model(msgspec.Struct, frozen=True):
    """A model that a component asks; `host` where the flow sets an address of its own."""

    component: Part
    purpose: ModelPurpose
    provider: str
    model: Named
    host: str = ""


class Store(msgspec.Struct, frozen=True, rename="camel"):
    """A vector store, or a database."""

    component: Part
    is_vector: bool
    product: str
    collection: Named
    host: str = ""


class McpServer(msgspec.Struct, frozen=True):
    """An MCP server: the program that is started, or the host that is called."""

    component: Part
    server: Named
    program: str = ""
    host: str = ""


class Agent(msgspec.Struct, frozen=True):
    """An agent and its tools."""

    component: Part
    tools: tuple[Part, ...]


class Code(msgspec.Struct, frozen=True):
    """Code of a component that is not what Langflow has released for it; `field` is where it
    stands, `source` the module of the official source that it was changed from, or that it is."""

    component: Part
    field: str
    sha256: str
    lines: int
    verdict: str
    source: str = ""


class Exposure(msgspec.Struct, frozen=True):
    """How a flow is reached, as far as its export says; `endpoint` is its name in the API."""

    access: Access
    webhook: bool
    chat: bool
    mcp: bool
    a2a: bool
    endpoint: Named


class Flow(msgspec.Struct, frozen=True, rename="camel"):
    """What a flow consists of. Never a secret: values are shown where they are names."""

    uri: str
    line: int
    name: str
    id: str
    saved_by: str
    is_component: bool
    exposure: Exposure
    components: int
    official: int
    """Components whose code is that of a release of Langflow."""
    outdated: int
    """Those of them whose code the newest release no longer has."""
    models: tuple[Model, ...]
    stores: tuple[Store, ...]
    agents: tuple[Agent, ...]
    mcp_servers: tuple[McpServer, ...]
    code: tuple[Code, ...]
    entry: str = ""
    """The file inside, where `uri` is an archive."""


def flows(report: Report) -> tuple[Flow, ...]:
    """All flows, in the order of the tree."""
    return tuple(map(_flow, inventories(report)))


def _flow(one: FlowInventory) -> Flow:
    uri, entry = place(one)
    return Flow(
        uri=uri,
        line=one.location.region.start_line,
        name=one.name,
        id=one.id,
        saved_by=one.saved_by,
        is_component=one.is_component,
        exposure=Exposure(
            one.access, one.webhook, one.chat, one.mcp, one.a2a, _named(one.endpoint)
        ),
        components=one.components,
        official=one.official,
        outdated=one.outdated,
        models=tuple(
            Model(_part(m.part), m.purpose, m.provider, _named(m.model), m.host) for m in one.models
        ),
        stores=tuple(
            Store(_part(s.part), s.is_vector, s.product, _named(s.collection), s.host)
            for s in one.stores
        ),
        agents=tuple(Agent(_part(a.part), tuple(map(_part, a.tools))) for a in one.agents),
        mcp_servers=tuple(
            McpServer(_part(s.part), _named(s.server), s.program, s.host) for s in one.mcp_servers
        ),
        code=tuple(
            Code(_part(c.part), c.field, c.sha256, c.lines, c.verdict, c.source) for c in one.code
        ),
        entry=entry,
    )


def _part(part: FlowPart) -> Part:
    return Part(part.id, part.name, part.type, part.line)


def _named(choice: Choice) -> Named:
    return Named(choice.how, choice.name)
