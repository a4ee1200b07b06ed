"""LF-MCP-007 mcp-project-without-key."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.mcp._headers import HEADERS
from scanner.checks.registry import Match, check
from scanner.flows.mcp_servers import McpServer, Word

_PROJECT = re.compile(r"^https?://(?P<host>[^/:]++)[^ ]*/api/v[12]/mcp/project/", re.IGNORECASE)


@check("LF-MCP-007")
def mcp_project_without_key(facts: Facts) -> Iterator[Match]:
    """A client of a project's MCP endpoint on another host that sends no key."""
    for server in facts.mcp_servers:
        words = (server.url,) if server.url else server.arguments
        leads = next((word for word in words if _PROJECT.match(word.text)), None)
        if leads is None or _is_local(leads.text) or _sends_key(server, words):
            continue
        message = (
            "the MCP endpoint of a Langflow project is used without a key: whoever reaches it "
        )
        yield Match(f"{message}runs the project's flows", leads.location)


def _is_local(url: str) -> bool:
    match = _PROJECT.match(url)
    return match is not None and match["host"] in {"localhost", "127.0.0.1", "[::1]"}


def _sends_key(server: McpServer, words: tuple[Word, ...]) -> bool:
    names = {header.name.lower() for header in server.headers}
    texts = {word.text.lower() for word in words}
    by_proxy = any("mcp-composer" in text for text in texts)
    return bool((names | texts) & HEADERS) or server.has_login or by_proxy
