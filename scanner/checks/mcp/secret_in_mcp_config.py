"""LF-MCP-006 secret-in-mcp-config."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.mcp.servers import HEADERS, mcp_servers
from scanner.checks.registry import Match, check
from scanner.secrets.known import known_format


@check("LF-MCP-006")
def secret_in_mcp_config(facts: Facts) -> Iterator[Match]:
    """A literal credential in the environment, the headers or the arguments of a server."""
    for server in mcp_servers(facts):
        for section in ("env", "headers"):
            found = server.config.get(section)
            for name, node in (found.mapping if found else {}).items():
                if _is_secret(name, node.text):
                    message = f'"{name}" of an MCP server is a literal of {len(node.text)} letters'
                    yield Match(message, server.at(node, name))
        words = server.config.get("args")
        for node in words.items if words else ():
            known = known_format(node.text)
            if known and not values.is_reference(node.text):
                yield Match(f"an argument of an MCP server is a {known}", server.at(node, "args"))


def _is_secret(name: str, value: str) -> bool:
    token = value.removeprefix("Bearer ").strip()
    if not token or values.is_reference(token) or values.is_placeholder(token) or "{" in token:
        return False
    is_named = values.is_secret_name(name.replace("-", "_")) or name.lower() in HEADERS
    return bool(known_format(token)) or (is_named and values.looks_random(token))
