"""What stands beside Langflow in its stack: databases, proxies, certificates."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.match import Facts, Match, check
from scanner.deployments.kubernetes import resources as kubernetes_resources
from scanner.deployments.model import PUBLISHING_FORMS, Form
from scanner.deployments.proxies.read import virtual_hosts
from scanner.errors import ReadError
from scanner.formats.positions import Node
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

_DATABASES = re.compile(
    r"(^|/)(postgres|postgresql|pgvector|mysql|mariadb|redis|valkey|rabbitmq|mongo)$"
)
_DATABASE_PORTS = frozenset({"5432", "3306", "6379", "5672", "15672", "27017"})
_PROXIES = re.compile(r"(^|/)(nginx|caddy|traefik|haproxy|envoy|nginx-proxy|swag)$")


@check("LF-DB-003")
def database_port_published(facts: Facts) -> Iterator[Match]:
    """A database of a Langflow stack that more than the machine itself can reach."""
    for unit in facts.units:
        image = unit.image
        if image is None or not unit.in_stack or not _DATABASES.search(image.repository):
            continue
        for port in unit.ports:
            if not port.is_loopback and port.target in _DATABASE_PORTS:
                message = f"{unit.name} publishes its port {port.target} on all interfaces"
                variant = "dev" if is_development(port.location) else ""
                fix = f'"127.0.0.1:{port.published or port.target}:{port.target}"'
                yield Match(message, port.location, variant, fix=fix)


@check("LF-NET-002")
def proxy_bypassed(facts: Facts) -> Iterator[Match]:
    """A reverse proxy in front, and Langflow's own port beside it."""
    proxies = {
        unit.uri
        for unit in facts.units
        if unit.image and _PROXIES.search(unit.image.repository) and unit.ports
    }
    near = {host.backend for host in virtual_hosts(facts.tree) if _is_this_machine(host.backend)}
    for unit in facts.units:
        if not unit.is_langflow or unit.form is not Form.COMPOSE:
            continue
        for port in unit.ports:
            led_to = any(backend.endswith(f":{port.published}") for backend in near)
            if not port.is_loopback and (unit.uri in proxies or (port.published and led_to)):
                message = f"{unit.name} publishes port {port.target} beside the reverse proxy, so "
                message += "clients can go around its TLS and its checks"
                yield Match(message, port.location, fix="remove the port, or bind it to 127.0.0.1")


@check("LF-NET-001")
def published_without_tls(facts: Facts) -> Iterator[Match]:
    """A published port, no certificate of Langflow's own, and no proxy in the same stack."""
    proxies = {u.uri for u in facts.units if u.image and _PROXIES.search(u.image.repository)}
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
                message += "read on the way"
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
                message += "and tokens can be read on the way"
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


def _is_this_machine(backend: str) -> bool:
    return backend.startswith(("127.", "localhost:", "[::1]", "host.docker.internal:"))


_CERTIFICATE = "LANGFLOW_SSL_CERT_FILE"
_PROXY_CONFIG = re.compile(
    r"(^|/)(Caddyfile|nginx[\w.-]*\.conf|traefik\.ya?ml|haproxy\.cfg)$", re.I
)


@check("LF-DB-002")
def database_password_committed(facts: Facts) -> Iterator[Match]:
    """A literal password in a database URL that is no well-known pair: that is LF-DB-001."""
    for unit in facts.units:
        for setting in unit.settings:
            if not setting.value or not setting.name.endswith(
                ("DATABASE_URL", "REDIS_URL", "_DSN")
            ):
                continue
            pair = values.credentials(setting.value)
            if pair is None or is_template(setting.location):
                continue
            user, password = pair
            known = values.is_weak_password(password) or password == user
            if (
                not known
                and not values.is_reference(password)
                and not values.is_placeholder(password)
            ):
                message = f"{setting.location.logical_name or setting.name} holds a password"
                message += f" of {len(password)} characters"
                yield Match(message, setting.location)
