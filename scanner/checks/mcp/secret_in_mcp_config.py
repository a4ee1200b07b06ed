"""LF-MCP-006 secret-in-mcp-config."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.mcp._headers import HEADERS
from scanner.checks.registry import Match, check
from scanner.secrets.known import known_format


@check("LF-MCP-006")
def secret_in_mcp_config(facts: Facts) -> Iterator[Match]:
    """A literal credential in the environment, the headers or the arguments of a server."""
    for server in facts.mcp_servers:
        for word in (*server.variables, *server.headers):
            if _is_secret(word.name, word.text):
                message = f'"{word.name}" of an MCP server is a literal of {len(word.text)} letters'
                yield Match(message, word.location)
        for word in server.arguments:
            known = known_format(word.text)
            if known and not values.is_reference(word.text):
                yield Match(f"an argument of an MCP server is a {known}", word.location)


def _is_secret(name: str, value: str) -> bool:
    token = value.removeprefix("Bearer ").strip()
    if not token or values.is_reference(token) or values.is_placeholder(token) or "{" in token:
        return False
    is_named = values.is_secret_name(name.replace("-", "_")) or name.lower() in HEADERS
    return bool(known_format(token)) or (is_named and values.looks_random(token))
