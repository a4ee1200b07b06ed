"""LF-NET-005 missing-headers."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.net._served import is_served
from scanner.checks.registry import Match, check

_HEADERS = ("strict-transport-security", "x-content-type-options", "content-security-policy")


@check("LF-NET-005")
def missing_headers(facts: Facts) -> Iterator[Match]:
    """An encrypted host without the headers that browsers need, or without a limit for bodies."""
    for host in facts.virtual_hosts:
        if host.no_body_limit is not None and is_served(host, host.no_body_limit):
            message = "client_max_body_size 0 lets one request fill memory or disk"
            yield Match(message, host.no_body_limit, "no-limit")
        missing = [name for name in _HEADERS if name not in host.headers]
        bare = host.encrypted and not host.includes and len(missing) == len(_HEADERS)
        if bare and is_served(host, host.location):
            message = f"{host.proxy} adds none of {', '.join(missing)} to what Langflow answers"
            yield Match(message, host.location)
