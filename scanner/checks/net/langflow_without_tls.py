"""LF-NET-001 langflow-without-tls."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.net._proxies import PROXIES
from scanner.checks.registry import Match, check
from scanner.deployments.model import OTHER_PROGRAM, PLAIN_INGRESS, PUBLISHING_FORMS
from scanner.tree.guards import is_development, is_template


@check("LF-NET-001")
def langflow_without_tls(facts: Facts) -> Iterator[Match]:
    """A published port, no certificate of Langflow's own, and no proxy in the same stack."""
    proxies = {u.uri for u in facts.units if u.image and PROXIES.search(u.image.repository)}
    configured = bool(facts.virtual_hosts) or any(
        _PROXY_CONFIG.search(source.uri) for source in facts.tree.sources
    )
    for unit in facts.units:
        if not unit.is_langflow or unit.form not in PUBLISHING_FORMS or unit.uri in proxies:
            continue
        if configured or facts.settings.profile in {"internal", "dev"}:
            continue
        if unit.explicit(_CERTIFICATE) or unit.option(OTHER_PROGRAM) is not None:
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
    for unit in facts.units:
        if not unit.is_langflow or is_template(unit.location):
            continue
        for option in unit.options:
            if option.name == PLAIN_INGRESS and not is_development(option.location):
                message = (
                    f"the Ingress {option.value} leads to {unit.name} without TLS: logins, keys "
                    "and tokens can be intercepted in transit"
                )
                yield Match(message, option.location, related=(unit.location,))


_CERTIFICATE = "LANGFLOW_SSL_CERT_FILE"


_PROXY_CONFIG = re.compile(
    r"(^|/)(Caddyfile|nginx[\w.-]*\.conf|traefik\.ya?ml|haproxy\.cfg)$", re.I
)
