"""LF-NET-002 reverse-proxy-bypassed."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.net._proxies import PROXIES
from scanner.checks.registry import Match, check
from scanner.deployments.model import Form


@check("LF-NET-002")
def reverse_proxy_bypassed(facts: Facts) -> Iterator[Match]:
    """A reverse proxy in front, and Langflow's own port beside it."""
    proxies = {
        unit.uri
        for unit in facts.units
        if unit.image and PROXIES.search(unit.image.repository) and unit.ports
    }
    near = {host.backend for host in facts.virtual_hosts if _is_this_machine(host.backend)}
    for unit in facts.units:
        if not unit.is_langflow or unit.form is not Form.COMPOSE:
            continue
        for port in unit.ports:
            led_to = any(backend.endswith(f":{port.published}") for backend in near)
            if not port.is_loopback and (unit.uri in proxies or (port.published and led_to)):
                message = f"{unit.name} publishes port {port.target} beside the reverse proxy, so "
                message += "clients can go around its TLS and its checks"
                yield Match(message, port.location, fix="remove the port, or bind it to 127.0.0.1")


def _is_this_machine(backend: str) -> bool:
    return backend.startswith(("127.", "localhost:", "[::1]", "host.docker.internal:"))
