"""LF-NET-003 plain-virtual-host."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.net._served import is_served
from scanner.checks.registry import Match, check
from scanner.deployments.model import PUBLISHING_FORMS, Exposure
from scanner.deployments.proxies.virtual_host import VirtualHost
from scanner.tree.source import FileKind


@check("LF-NET-003")
def plain_virtual_host(facts: Facts) -> Iterator[Match]:
    """A virtual host that answers on port 80 itself, and does not send clients to HTTPS."""
    hosted = facts.tree.of(FileKind.RENDER, FileKind.FLY, FileKind.RAILWAY)
    if facts.settings.profile in {"internal", "dev"} or hosted:
        return  # a platform ends TLS in front of what it hosts
    for host in facts.virtual_hosts:
        if host.plain is None or host.behind_another or _is_closed(host, facts):
            continue
        if is_served(host, host.plain):
            message = (
                f"{host.proxy} answers for Langflow over plain HTTP and sends nobody to HTTPS: "
            )
            message += "passwords, keys and sessions can be intercepted in transit"
            fix = _TO_HTTPS[host.proxy]
            yield Match(message, host.plain, related=(host.location,), fix=fix)


_TO_HTTPS = {
    "nginx": "return 301 https://$host$request_uri;",
    "Caddy": "flows.example.com {",
    "Traefik": "entrypoints: websecure, with tls.certresolver",
}


def _is_closed(host: VirtualHost, facts: Facts) -> bool:
    """Whether the proxy is a container here that only this machine or the stack can reach."""
    containers = [
        unit
        for unit in facts.units
        if unit.image is not None
        and host.proxy.lower() in unit.image.repository
        and unit.form in PUBLISHING_FORMS
    ]
    return bool(containers) and all(c.exposure is not Exposure.PUBLISHED for c in containers)
