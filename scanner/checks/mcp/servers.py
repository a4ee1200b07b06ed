"""MCP servers that flows and configuration files start or connect to."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.checks.facts import Facts
from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.positions import Lines, Node
from scanner.model.note import Notification
from scanner.model.place import Location
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Tree

HEADERS = frozenset({"authorization", "x-api-key", "api-key", "cookie"})


_CONFIGURATIONS = frozenset({"mcp.json", ".mcp.json", "claude_desktop_config.json"})
"""Names under which clients keep their MCP servers."""


@dataclass(frozen=True)
class McpServer:
    """The configuration of one MCP server and the text it stands in."""

    config: Node
    uri: str
    lines: Lines
    name: str

    def at(self, node: Node, name: str) -> Location:
        """The place of a node of the configuration."""
        return Location(self.uri, self.lines.region(node.start, node.end), f"{self.name}.{name}")


def mcp_servers(facts: Facts) -> Iterator[McpServer]:
    """Those of MCP components in flows, then those of clients' own files."""
    for flow in facts.flows:
        for component in flow.components:
            field = component.fields.get("mcp_server")
            config = field.node.get("value", "config") if field else None
            if config is not None:
                yield McpServer(config, flow.uri, flow.lines, component.id)
    for source in facts.tree.of(FileKind.TEXT):
        if source.name not in _CONFIGURATIONS:
            continue
        try:
            root = json_.read(json_.without_comments(source.text))
        except ReadError:
            continue  # named by `unreadable`
        listed = root.get("mcpServers") or root.get("servers")
        for name, config in (listed.mapping if listed else {}).items():
            yield McpServer(config, source.uri, Lines(source.text), name)


def unreadable(tree: Tree) -> Iterator[Notification]:
    """The clients' files that are no JSON, so that their servers are not judged."""
    for source in tree.of(FileKind.TEXT):
        if source.name in _CONFIGURATIONS:
            try:
                json_.read(json_.without_comments(source.text))
            except ReadError as error:
                words = (
                    f"{source.uri}:{error.line or 1} could not be read as a list of MCP servers: "
                )
                words += f"{error}; fix the file, or exclude it if it is something else"
                place = (source.uri, error.line)
                yield Notification(Level.WARNING, "file-not-parsed", words, *place)


def mcp_commands(facts: Facts) -> Iterator[tuple[Location, str, list[str]]]:
    """The server commands: place, program, arguments."""
    for server in mcp_servers(facts):
        command = server.config.get("command")
        if command is not None and command.text:
            words = server.config.get("args")
            arguments = [word.text for word in words.items] if words else []
            yield server.at(command, "command"), command.text, arguments
