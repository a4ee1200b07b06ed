"""What a flow consists of: models, stores, agents and their tools, MCP servers, code; its exposure.

Kinds are recognised by the form of the export (the types of outputs and inputs, the fields), and
by the tables of `rulesets/knowledge/inventory.yml` where old or trimmed exports do not have it.
What is repeated of the flow's own words goes through `naming`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain

import msgspec
from packaging.version import InvalidVersion, Version

from scanner import rules
from scanner.flows import naming, provenance, published
from scanner.flows.provenance import Origin, Verdict
from scanner.flows.read import Component, Field, Flow
from scanner.formats.positions import Node
from scanner.model.flows import (
    Access,
    Choice,
    Chosen,
    FlowAgent,
    FlowCode,
    FlowInventory,
    FlowMcpServer,
    FlowModel,
    FlowPart,
    FlowStore,
    ModelPurpose,
)
from scanner.settings import Settings

NOTHING = Choice(Chosen.NONE)
_KNOWN = (Origin.MODIFIED, Origin.RELABELLED)
"""Verdicts that speak of an official source."""
_CONNECTED = "connect_other_models"
"""The value of a model field that takes its model over an edge (lfx/inputs/inputs.py, 1.13)."""


class _Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rulesets/knowledge/inventory.yml`."""

    language_models: Mapping[str, str]
    embedding_models: Mapping[str, str]
    vector_stores: Mapping[str, str]
    databases: Mapping[str, str]
    agents: frozenset[str]
    mcp_clients: frozenset[str]
    webhooks: frozenset[str]
    chats: frozenset[str]
    model_names: tuple[str, ...]
    providers: tuple[str, ...]
    model_hosts: tuple[str, ...]
    collections: tuple[str, ...]
    store_hosts: tuple[str, ...]
    mcp_hosts: tuple[str, ...]


@cache
def _tables() -> _Tables:
    return rules.read_yaml("knowledge/inventory.yml", _Tables)


def inventory(flow: Flow, settings: Settings, *, origins: bool = True) -> FlowInventory:
    """The inventory of one flow, components of its groups included; without `origins` nothing is
    said of where their code is from."""
    types = {component.type for component in flow.components}
    pairs = [(component, _part(flow, component)) for component in flow.components]
    fed = {(edge.target, edge.field) for edge in flow.edges}
    verdicts = [
        provenance.verdict(component, flow, settings) if origins else None
        for component in flow.components
    ]
    kinds = Counter(verdict.kind for verdict in verdicts if verdict is not None)
    code = (_code(*pair, verdict) for pair, verdict in zip(pairs, verdicts, strict=True))
    return FlowInventory(
        location=flow.at(flow.root),
        name=naming.label(flow.name),
        id=naming.identifier(_text(flow.setting("id"))),
        saved_by=_version(_text(flow.setting("last_tested_version"))),
        is_component=_is_true(flow.setting("is_component")),
        access=_access(_text(flow.setting("access_type"))),
        webhook=_is_true(flow.setting("webhook")) or bool(types & _tables().webhooks),
        chat=bool(types & _tables().chats),
        mcp=_is_true(flow.setting("mcp_enabled")),
        a2a=_is_true(flow.setting("a2a_enabled")),
        endpoint=_choice(_text(flow.setting("endpoint_name"))),
        components=len(flow.components),
        official=sum(kinds[kind] for kind in provenance.OFFICIAL),
        outdated=kinds[Origin.OUTDATED],
        models=tuple(one for c, part in pairs for one in _models(c, part, fed)),
        stores=tuple(one for c, part in pairs for one in _stores(c, part)),
        agents=tuple(_agents(flow, pairs)),
        mcp_servers=tuple(one for c, part in pairs for one in _mcp_servers(c, part)),
        code=tuple(chain.from_iterable(code)),
    )


def _part(flow: Flow, component: Component) -> FlowPart:
    kind = naming.label(component.type)
    return FlowPart(
        id=naming.label(component.id),
        name=naming.label(component.display_name) or kind,
        type=kind,
        line=flow.lines.region(component.anchor.start, component.anchor.end).start_line,
    )


def _code(component: Component, part: FlowPart, verdict: Verdict | None) -> Iterator[FlowCode]:
    """The component's own code unless it is official, and what else it holds of code."""
    if verdict is not None and verdict.kind not in provenance.OFFICIAL:
        source = verdict.source.module if verdict.source and verdict.kind in _KNOWN else ""
        yield FlowCode(part, "code", verdict.digest, verdict.lines, verdict.kind, source)
    for field in component.code_fields:
        if field.name != "code":
            lines = field.code.count("\n") + 1
            yield FlowCode(part, field.name, published.digest(field.code), lines, Origin.CUSTOM)


def _models(
    component: Component, part: FlowPart, fed: Collection[tuple[str, str]]
) -> Iterator[FlowModel]:
    """The models that a component names itself; what it takes over an edge is the other's."""
    chosen = [f for f in component.fields.values() if f.input_type == "ModelInput"]
    for field in chosen:
        if (component.id, field.name) not in fed and field.text != _CONNECTED:
            yield from _chosen_models(component, part, field)
    purpose = _purpose(component)
    if chosen or purpose is None:
        return
    if any((component.id, name) in fed for name in _tables().providers):
        return  # an agent of 1.4 to 1.7 whose model comes over an edge
    provider = _first(component, _tables().providers)
    served = {**_tables().language_models, **_tables().embedding_models}
    yield FlowModel(
        part=part,
        purpose=purpose,
        provider=provider.name or served.get(component.type, part.type),
        model=_first(component, _tables().model_names),
        host=_host(component, _tables().model_hosts),
    )


def _purpose(component: Component) -> ModelPurpose | None:
    """What the model of a component without a field for models is for; None when it has none."""
    types = _output_types(component)
    if "Embeddings" in types or component.type in _tables().embedding_models:
        return ModelPurpose.EMBEDDING
    if "LanguageModel" in types or component.type in _tables().language_models:
        return ModelPurpose.LANGUAGE
    return ModelPurpose.LANGUAGE if "agent_llm" in component.fields else None


def _chosen_models(component: Component, part: FlowPart, field: Field) -> Iterator[FlowModel]:
    """Those of a model field: one text, a list of texts, or of `{name, provider, ...}`."""
    value = field.value
    entries = value.items if value is not None and value.items else [value]
    embedding = "embed" in field.name or "Embeddings" in _texts(field.node.get("input_types"))
    embedding = embedding or "Embeddings" in _output_types(component)
    for entry in entries:
        name = (entry.get("name") or entry) if entry is not None else None
        provider = naming.name(_text(entry.get("provider") if entry is not None else None))
        choice = _choice(_text(name), is_variable=field.flag("load_from_db"))
        if choice is NOTHING:  # `LanguageModelComponent` of 1.13 has the older fields too
            choice = _first(component, _tables().model_names)
            provider = provider or _first(component, _tables().providers).name
        yield FlowModel(
            part=part,
            purpose=ModelPurpose.EMBEDDING if embedding else ModelPurpose.LANGUAGE,
            provider=provider,
            model=choice,
            host=_host(component, _tables().model_hosts),
        )


def _stores(component: Component, part: FlowPart) -> Iterator[FlowStore]:
    tables = _tables()
    is_vector = component.type in tables.vector_stores or _has_form_of_store(component)
    if is_vector or component.type in tables.databases:
        products = tables.vector_stores if is_vector else tables.databases
        yield FlowStore(
            part=part,
            is_vector=is_vector,
            product=products.get(component.type, part.type),
            collection=_first(component, tables.collections),
            host=_host(component, tables.store_hosts),
        )


def _has_form_of_store(component: Component) -> bool:
    """Takes documents in and is searched, as every vector store of Langflow (LCVectorStore)."""
    fields = component.fields
    searched = "ingest_data" in fields and ("search_query" in fields or "search_input" in fields)
    return searched or "VectorStore" in _output_types(component)


def _agents(flow: Flow, pairs: Iterable[tuple[Component, FlowPart]]) -> Iterator[FlowAgent]:
    """Agents, and whatever else takes tools, each with the tools that edges give it."""
    parts: dict[str, FlowPart] = {}
    for component, part in pairs:
        parts.setdefault(component.id, part)
    tools: dict[str, dict[FlowPart, None]] = {}
    for edge in flow.edges:
        if edge.is_tool and edge.source in parts:
            tools.setdefault(edge.target, {})[parts[edge.source]] = None
    for component, part in pairs:
        if component.id in tools or component.type in _tables().agents or _takes_tools(component):
            yield FlowAgent(part, tuple(tools.get(component.id, ())))


def _takes_tools(component: Component) -> bool:
    if "AgentExecutor" in _output_types(component):
        return True
    return any("Tool" in _texts(f.node.get("input_types")) for f in component.fields.values())


def _mcp_servers(component: Component, part: FlowPart) -> Iterator[FlowMcpServer]:
    """The server of a component: of its own field since 1.5, of single fields before."""
    field = component.fields.get("mcp_server")
    value = field.value if field else None
    if value is not None and (value.mapping or value.text):
        config = value.get("config") or value
        yield FlowMcpServer(
            part=part,
            server=_choice(_text(value.get("name") or value)),
            program=_program(_text(config.get("command"))),
            host=naming.host(_text(config.get("url")) or _text(config.get("serverUrl"))),
        )
    elif field is not None or component.type in _tables().mcp_clients:
        command, mode = component.fields.get("command"), component.fields.get("mode")
        calls = mode is not None and mode.text.upper() == "SSE"
        yield FlowMcpServer(
            part=part,
            server=NOTHING,
            program=_program(command.text) if command and not calls else "",
            host=_host(component, _tables().mcp_hosts) if calls or not command else "",
        )


def _program(command: str) -> str:
    """The program of a command line, without its folder and its arguments."""
    words = command.replace("\\", "/").split()
    return naming.name(words[0].rpartition("/")[2]) if words else ""


def _first(component: Component, names: Iterable[str]) -> Choice:
    """What the first of these fields that is set holds."""
    for name in names:
        field = component.fields.get(name)
        if field is not None and field.text.strip():
            return _choice(field.text, is_variable=field.flag("load_from_db"))
    return NOTHING


def _host(component: Component, names: Iterable[str]) -> str:
    fields = (component.fields.get(name) for name in names)
    return next((host for f in fields if f and (host := naming.host(f.text))), "")


def _choice(text: str, *, is_variable: bool = False) -> Choice:
    if not text.strip():
        return NOTHING
    name = naming.variable(text) if is_variable else naming.name(text)
    if not name:
        return Choice(Chosen.HIDDEN)
    return Choice(Chosen.VARIABLE if is_variable else Chosen.LITERAL, name)


def _output_types(component: Component) -> frozenset[str]:
    """Of all outputs; of old exports the base classes."""
    node = component.node.get("data", "node")
    outputs = node.get("outputs") if node else None
    found = {
        word for one in (outputs.items if outputs else ()) for word in _texts(one.get("types"))
    }
    return frozenset(found | _texts(node.get("base_classes") if node else None))


def _texts(node: Node | None) -> frozenset[str]:
    return frozenset(one.text for one in node.items) if node else frozenset()


def _text(node: Node | None) -> str:
    return node.text if node else ""


def _is_true(node: Node | None) -> bool:
    return node is not None and node.value is True


def _access(word: str) -> Access:
    return {"PUBLIC": Access.PUBLIC, "PRIVATE": Access.PRIVATE}.get(word.upper(), Access.UNKNOWN)


def _version(text: str) -> str:
    """A version of Langflow; what is none is not repeated."""
    try:
        return str(Version(text)) if len(text) < naming.MAX_NAME else ""
    except InvalidVersion:
        return ""
