"""What stands beside Langflow in its stack: databases, proxies, certificates."""

import re
from collections.abc import Iterator

from scanner.langflow import values
from scanner.langflow.facts import PUBLISHING_FORMS, Form
from scanner.langflow.match import Facts, Match, check, is_development, is_template

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
    for unit in facts.units:
        if not unit.is_langflow or unit.form is not Form.COMPOSE or unit.uri not in proxies:
            continue
        for port in unit.ports:
            if not port.is_loopback:
                message = f"{unit.name} publishes port {port.target} beside the reverse proxy, so "
                message += "clients can go around its TLS and its checks"
                yield Match(message, port.location, fix="remove the port, or bind it to 127.0.0.1")


@check("LF-NET-001")
def published_without_tls(facts: Facts) -> Iterator[Match]:
    """A published port, no certificate of Langflow's own, and no proxy in the same stack."""
    proxies = {u.uri for u in facts.units if u.image and _PROXIES.search(u.image.repository)}
    configured = any(_PROXY_CONFIG.search(source.uri) for source in facts.tree.sources)
    for unit in facts.units:
        if not unit.is_langflow or unit.form not in PUBLISHING_FORMS or unit.uri in proxies:
            continue
        if configured or facts.settings.profile != "internet" or unit.explicit(_CERTIFICATE):
            continue
        for port in unit.ports:
            if not port.is_loopback and not is_development(port.location):
                message = f"{unit.name} is reached over plain HTTP: logins, keys and tokens can be "
                message += "read on the way"
                yield Match(message, port.location)


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
