"""Flows in the bill of materials: what CycloneDX 1.6 calls an ML-BOM.

A flow is an application that depends on its models (`machine-learning-model`), the collections of
its stores (`data`), code that no release has (`library`, with its hash), and services: who serves a
model, MCP servers, databases at an address. Of an address only the host is told; whether a service
asks for a login is not known from a flow, and so not said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cyclonedx.model import HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.service import Service

from scanner.model.flows import Chosen, FlowInventory, FlowMcpServer, FlowModel, FlowStore
from scanner.model.report import Report
from scanner.render.inventory import exposure, inventories, place

_OURS = "langflow-scan:"


@dataclass
class _Parts:
    """What is collected over all flows; one thing that several use is there once."""

    components: dict[str, Component] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    occurrences: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    needs: dict[str, set[str]] = field(default_factory=dict)

    def component(self, flow: str, place: tuple[str, int], component: Component) -> str:
        """Add what `flow` needs, seen at a place."""
        ref = component.bom_ref.value or ""
        self.components.setdefault(ref, component)
        self.occurrences.setdefault(ref, set()).add(place)
        self.needs.setdefault(flow, set()).add(ref)
        return ref

    def service(self, user: str, service: Service) -> None:
        """Add a service that `user` calls."""
        ref = service.bom_ref.value or ""
        self.services.setdefault(ref, service)
        self.needs.setdefault(user, set()).add(ref)


def add(bom: Bom, report: Report) -> None:
    """Put the flows of the report into the bill."""
    parts = _Parts()
    seen: Counter[str] = Counter()
    for flow in inventories(report):
        seen[flow.location.uri] += 1
        number = seen[flow.location.uri]
        _add(parts, flow, f"flow:{flow.location.uri}" + (f"#{number}" if number > 1 else ""))
    for ref, component in parts.components.items():
        component.evidence = ComponentEvidence(
            occurrences=[Occurrence(location=uri, line=n) for uri, n in parts.occurrences[ref]]
        )
    bom.components.update(parts.components.values())
    bom.services.update(parts.services.values())
    refs = {ref: one.bom_ref for ref, one in (parts.components | parts.services).items()}
    bom.dependencies.update(
        Dependency(ref=bom_ref, dependencies=map(Dependency, _refs(parts.needs.get(ref, ()), refs)))
        for ref, bom_ref in refs.items()
    )


def _refs(needs: Iterable[str], refs: dict[str, BomRef]) -> Iterator[BomRef]:
    return (refs[ref] for ref in sorted(needs))


def _add(parts: _Parts, flow: FlowInventory, ref: str) -> None:
    uri, entry = place(flow)
    line = 1 if entry else flow.location.region.start_line  # an archive has no lines
    parts.components[ref] = Component(
        name=flow.name or "flow without a name",
        type=ComponentType.APPLICATION,
        bom_ref=ref,
        properties=_properties(
            ("flow-id", flow.id),
            ("archive-entry", entry),
            ("saved-by", flow.saved_by),
            ("access", flow.access),
            ("components", str(flow.components)),
            ("official-components", str(flow.official)),
            *(("reached-by", way) for way in exposure(flow)),
            *(("agent", agent.part.name or "agent") for agent in flow.agents),
            *(("tool", t.name) for agent in flow.agents for t in agent.tools if t.name),
        ),
    )
    parts.occurrences[ref] = {(uri, line)}

    def at(inner: int) -> tuple[str, int]:
        return uri, line if entry else inner

    for model in flow.models:
        _add_model(parts, ref, at(model.part.line), model)
    for store in flow.stores:
        _add_store(parts, ref, at(store.part.line), store)
    for server in flow.mcp_servers:
        _add_server(parts, ref, server)
    for code in flow.code:
        component = Component(
            name=code.part.name or "component",
            type=ComponentType.LIBRARY,
            bom_ref=f"code:{code.sha256}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=code.sha256)],
            properties=_properties(
                ("verdict", code.verdict), ("lines", str(code.lines)), ("source", code.source)
            ),
        )
        parts.component(ref, at(code.part.line), component)


def _add_model(parts: _Parts, flow: str, where: tuple[str, int], model: FlowModel) -> None:
    """A model that is named; who serves it, wherever that is told."""
    user = flow
    if model.model.how is Chosen.LITERAL:
        component = Component(
            name=model.model.name,
            type=ComponentType.MACHINE_LEARNING_MODEL,
            bom_ref=f"model:{model.provider}/{model.model.name}:{model.purpose}",
            properties=_properties(("provider", model.provider), ("purpose", model.purpose)),
        )
        user = parts.component(flow, where, component)
    if model.provider and model.model.how is not Chosen.NONE:
        parts.service(user, _service(model.provider, "model-api", model.host))


def _add_store(parts: _Parts, flow: str, where: tuple[str, int], store: FlowStore) -> None:
    """The collection as data, and the service that holds it where the flow has its address."""
    name = store.collection.name if store.collection.how is Chosen.LITERAL else ""
    kind = "vector-store" if store.is_vector else "database"
    component = Component(
        name=name or store.product or kind,
        type=ComponentType.DATA,
        bom_ref=f"{kind}:{store.product}/{name}@{store.host}",
        properties=_properties(("product", store.product), ("kind", kind)),
    )
    user = parts.component(flow, where, component)
    if store.host:
        parts.service(user, _service(store.product or kind, kind, store.host))


def _add_server(parts: _Parts, flow: str, server: FlowMcpServer) -> None:
    named = server.server.name or server.program or server.host
    if named:
        parts.service(flow, _service(named, "mcp-server", server.host, server.program))


def _service(name: str, kind: str, host: str, program: str = "") -> Service:
    return Service(
        name=name,
        bom_ref=f"service:{kind}:{name}@{host or program}",
        endpoints=[XsUri(host)] if host else None,
        properties=_properties(("kind", kind), ("program", program)),
    )


def _properties(*pairs: tuple[str, str]) -> list[Property]:
    return [Property(name=_OURS + name, value=value) for name, value in pairs if value]
