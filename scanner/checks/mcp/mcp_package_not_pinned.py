"""LF-MCP-002 mcp-package-not-pinned."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


@check("LF-MCP-002")
def mcp_package_not_pinned(facts: Facts) -> Iterator[Match]:
    """`npx` or `uvx` with a package that has no version."""
    for server in facts.mcp_servers:
        if server.command is None or server.program not in {"npx", "uvx"}:
            continue
        words = [word.text for word in server.arguments if not word.text.startswith("-")]
        package = words[0] if words else ""
        version = package[1:].partition("@")[2] or package.partition("==")[2]
        if package and "://" not in package and version in {"", "latest"}:
            message = f"the MCP server {package} is installed at every start in its newest version"
            yield Match(message, server.command.location)
