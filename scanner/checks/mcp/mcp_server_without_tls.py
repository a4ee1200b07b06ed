"""LF-MCP-005 mcp-server-without-tls."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


@check("LF-MCP-005")
def mcp_server_without_tls(facts: Facts) -> Iterator[Match]:
    """A server of another host over plain HTTP, or one whose certificate is not checked."""
    for server in facts.mcp_servers:
        url = server.url
        if url is not None and values.is_plain_http(url.text):
            message = (
                "an MCP server is reached over plain HTTP: its tools, and the key to them, can be"
            )
            yield Match(f"{message} changed and intercepted in transit", url.location)
        for switch in server.unchecked:
            yield Match("the certificate of an MCP server is not checked", switch.location)
