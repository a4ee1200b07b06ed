"""LF-MCP-005 mcp-server-without-tls."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.mcp.servers import mcp_servers
from scanner.checks.registry import Match, check


@check("LF-MCP-005")
def mcp_server_without_tls(facts: Facts) -> Iterator[Match]:
    """A server of another host over plain HTTP, or one whose certificate is not checked."""
    for server in mcp_servers(facts):
        url = server.config.get("url") or server.config.get("serverUrl")
        if url is not None and values.is_plain_http(url.text):
            message = (
                "an MCP server is reached over plain HTTP: its tools, and the key to them, can be"
            )
            yield Match(f"{message} changed and intercepted in transit", server.at(url, "url"))
        for name in ("verify_ssl", "verifySsl", "rejectUnauthorized"):
            check_of = server.config.get(name)
            if check_of is not None and check_of.value is False:
                message = "the certificate of an MCP server is not checked"
                yield Match(message, server.at(check_of, name))
