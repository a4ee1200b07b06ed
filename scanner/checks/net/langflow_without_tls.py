"""LF-NET-001 langflow-without-tls."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.net._proxies import PROXIES
from scanner.checks.registry import Match, check
from scanner.deployments.kubernetes import resources as kubernetes_resources
from scanner.deployments.model import PUBLISHING_FORMS, Form
from scanner.deployments.proxies.read import virtual_hosts
from scanner.errors import ReadError
from scanner.formats.positions import Node
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind


@check("LF-NET-001")
def langflow_without_tls(facts: Facts) -> Iterator[Match]:
    """A published port, no certificate of Langflow's own, and no proxy in the same stack."""
    proxies = {u.uri for u in facts.units if u.image and PROXIES.search(u.image.repository)}
    configured = bool(virtual_hosts(facts.tree)) or any(
        _PROXY_CONFIG.search(source.uri) for source in facts.tree.sources
    )
    for unit in facts.units:
        if not unit.is_langflow or unit.form not in PUBLISHING_FORMS or unit.uri in proxies:
            continue
        if configured or facts.settings.profile in {"internal", "dev"}:
            continue
        if unit.explicit(_CERTIFICATE):
            continue
        for port in unit.ports:
            if not port.is_loopback and not is_development(port.location):
                message = f"{unit.name} is reached over plain HTTP: logins, keys and tokens can be "
                message += "intercepted in transit"
                yield Match(message, port.location)
    if facts.settings.profile not in {"internal", "dev"}:
        yield from _open_ingresses(facts)


def _open_ingresses(facts: Facts) -> Iterator[Match]:
    """An Ingress of Langflow's without certificates, neither its own nor the controller's."""
    seen = {
        option.location: unit
        for unit in facts.units
        if unit.is_langflow and unit.form is Form.KUBERNETES and not is_template(unit.location)
        for option in unit.options
        if option.name == "ingress" and not is_development(option.location)
    }
    for source in facts.tree.of(FileKind.KUBERNETES):
        if not any(place.uri == source.uri for place in seen):
            continue
        try:
            resources = tuple(kubernetes_resources.resources_of(source))
        except ReadError:
            continue  # named where manifests are read as deployments
        for resource in resources:
            unit = seen.get(resource.anchor) if resource.kind == "Ingress" else None
            if unit is not None and _is_plain(resource.node):
                message = (
                    f"the Ingress {resource.name} leads to {unit.name} without TLS: logins, keys "
                )
                message += "and tokens can be intercepted in transit"
                yield Match(message, resource.anchor, related=(unit.location,))


_OF_TLS = re.compile(r"cert|tls|ssl|https|listen-ports|frontend-config", re.IGNORECASE)


def _is_plain(ingress: Node) -> bool:
    """No `spec.tls`, and no annotation by which a controller brings certificates."""
    annotations = ingress.get("metadata", "annotations") or Node({}, 0, 0)
    by_controller = any(
        _OF_TLS.search(name) and node.text.lower() != "false"
        for name, node in annotations.mapping.items()
    )
    return ingress.get("spec", "tls") is None and not by_controller


_CERTIFICATE = "LANGFLOW_SSL_CERT_FILE"


_PROXY_CONFIG = re.compile(
    r"(^|/)(Caddyfile|nginx[\w.-]*\.conf|traefik\.ya?ml|haproxy\.cfg)$", re.I
)
