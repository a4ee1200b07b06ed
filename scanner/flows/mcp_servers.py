"""MCP servers that flows and configuration files start or connect to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.errors import ReadError
from scanner.flows.model import Flow
from scanner.formats import json_
from scanner.formats.positions import Lines, Node
from scanner.model.note import Notification
from scanner.model.place import Location
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree

_CONFIGURATIONS = frozenset({"mcp.json", ".mcp.json", "claude_desktop_config.json"})
"""Names under which clients keep their MCP servers."""
_UNCHECKED = ("verify_ssl", "verifySsl", "rejectUnauthorized")


@dataclass(frozen=True, slots=True)
class Word:
    """A text of the configuration and where it stands."""

    text: str
    location: Location
    name: str = ""
    """Its key, where it has one of its own: that of a variable or a header."""


@dataclass(frozen=True, slots=True)
class McpServer:
    """The configuration of one MCP server."""

    command: Word | None
    """The program that is started; None for a server that is connected to."""
    arguments: tuple[Word, ...]
    url: Word | None
    variables: tuple[Word, ...]
    headers: tuple[Word, ...]
    has_login: bool
    """Whether it logs in by OAuth or another scheme that the file names."""
    unchecked: tuple[Word, ...]
    """The switches that turn the check of its certificate off."""

    @property
    def program(self) -> str:
        """The name of the program that is started; empty for a server that is connected to."""
        return self.command.text.rpartition("/")[2] if self.command else ""


def mcp_servers(tree: Tree, flows: Iterable[Flow]) -> Iterator[McpServer]:
    """Those of MCP components in flows, then those of clients' own files."""
    for flow in flows:
        for component in flow.components:
            field = component.fields.get("mcp_server")
            config = field.node.get("value", "config") if field else None
            if config is not None:
                yield _Config(config, flow.uri, flow.lines, component.id).server()
    for source in tree.of(FileKind.TEXT):
        if source.name not in _CONFIGURATIONS:
            continue
        try:
            root = _read(source)
        except ReadError:
            continue  # named by `unreadable`
        listed = root.get("mcpServers") or root.get("servers")
        for name, config in (listed.mapping if listed else {}).items():
            yield _Config(config, source.uri, source.lines, name).server()


def unreadable(tree: Tree) -> Iterator[Notification]:
    """The clients' files that are no JSON, so that their servers are not judged."""
    for source in tree.of(FileKind.TEXT):
        if source.name in _CONFIGURATIONS:
            try:
                _read(source)
            except ReadError as error:
                words = (
                    f"{source.uri}:{error.line or 1} could not be read as a list of MCP servers: "
                    f"{error}; fix the file, or exclude it if it is something else"
                )
                place = (source.uri, error.line)
                yield Notification(Level.WARNING, "file-not-parsed", words, *place)


def _read(source: Source) -> Node:
    return json_.read(json_.without_comments(source.text))


@dataclass(frozen=True, slots=True)
class _Config:
    node: Node
    uri: str
    lines: Lines
    name: str

    def server(self) -> McpServer:
        listed = self.node.get("args")
        unchecked = (self._word(name) for name in _UNCHECKED if self._is_off(name))
        return McpServer(
            self._word("command"),
            tuple(self._at(node, "args") for node in (listed.items if listed else ())),
            self._word("url") or self._word("serverUrl", "url"),
            tuple(self._named("env")),
            tuple(self._named("headers")),
            any(self.node.get(name) is not None for name in ("auth", "oauth")),
            tuple(word for word in unchecked if word is not None),
        )

    def _is_off(self, name: str) -> bool:
        node = self.node.get(name)
        return node is not None and node.value is False

    def _named(self, section: str) -> Iterator[Word]:
        found = self.node.get(section)
        for name, node in (found.mapping if found else {}).items():
            yield self._at(node, name)

    def _word(self, key: str, name: str = "") -> Word | None:
        node = self.node.get(key)
        return self._at(node, name or key) if node is not None else None

    def _at(self, node: Node, name: str) -> Word:
        place = Location(self.uri, self.lines.region(node.start, node.end), f"{self.name}.{name}")
        return Word(node.text, place, name)
