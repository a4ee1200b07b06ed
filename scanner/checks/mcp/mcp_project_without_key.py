"""LF-MCP-007 mcp-project-without-key."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.mcp.servers import HEADERS, McpServer, mcp_servers
from scanner.checks.registry import Match, check
from scanner.formats.positions import Node

_PROJECT = re.compile(r"^https?://(?P<host>[^/:]++)[^ ]*/api/v[12]/mcp/project/", re.IGNORECASE)


@check("LF-MCP-007")
def mcp_project_without_key(facts: Facts) -> Iterator[Match]:
    """A client of a project's MCP endpoint on another host that sends no key."""
    for server in mcp_servers(facts):
        url = server.config.get("url") or server.config.get("serverUrl")
        words = server.config.get("args")
        nodes = [url] if url is not None else list(words.items if words else ())
        leads = next((node for node in nodes if _PROJECT.match(node.text)), None)
        if leads is None or _is_local(leads.text) or _sends_key(server, nodes):
            continue
        message = (
            "the MCP endpoint of a Langflow project is used without a key: whoever reaches it "
        )
        yield Match(f"{message}runs the project's flows", server.at(leads, "url"))


def _is_local(url: str) -> bool:
    match = _PROJECT.match(url)
    return match is not None and match["host"] in {"localhost", "127.0.0.1", "[::1]"}


def _sends_key(server: McpServer, nodes: list[Node]) -> bool:
    headers = server.config.get("headers")
    names = {name.lower() for name in (headers.mapping if headers else {})}
    texts = {node.text.lower() for node in nodes}
    oauth = server.config.get("auth") is not None or server.config.get("oauth") is not None
    return bool((names | texts) & HEADERS) or oauth or any("mcp-composer" in t for t in texts)
