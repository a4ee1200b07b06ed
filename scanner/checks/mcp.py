"""How MCP servers are started and reached, in flows and in clients' files: further LF-MCP-*."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner import values
from scanner.checks.match import Facts, Match, check
from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.positions import Lines, Node
from scanner.model.finding import Level, Location, Notification
from scanner.tree.source import FileKind, Tree


@check("LF-MCP-001")
def mcp_server_runs_a_shell(facts: Facts) -> Iterator[Match]:
    """A server command that is a shell, a downloader, or a container with the host in it."""
    for place, command, arguments in _mcp_commands(facts):
        program = command.rpartition("/")[2]
        joined = " ".join(arguments)
        risky = (
            (program in {"bash", "sh", "zsh", "cmd", "powershell", "pwsh"} and bool(arguments))
            or program in {"curl", "wget"}
            or (program in {"python", "python3", "node", "deno"} and {"-c", "-e"} & {*arguments})
            or (program == "docker" and _opens_host(joined))
            or (program in {"npx", "uvx"} and ("git+" in joined or "://" in joined))
        )
        if risky:
            message = f"an MCP server is started by {program} with code of its own choice"
            yield Match(message, place)


@check("LF-MCP-002")
def mcp_package_not_pinned(facts: Facts) -> Iterator[Match]:
    """`npx` or `uvx` with a package that has no version."""
    for place, command, arguments in _mcp_commands(facts):
        if command.rpartition("/")[2] not in {"npx", "uvx"}:
            continue
        words = [word for word in arguments if not word.startswith("-")]
        package = words[0] if words else ""
        version = package[1:].partition("@")[2] or package.partition("==")[2]
        if package and "://" not in package and version in {"", "latest"}:
            message = f"the MCP server {package} is installed at every start in its newest version"
            yield Match(message, place)


def _opens_host(joined: str) -> bool:
    return any(
        word in joined for word in ("--privileged", "docker.sock", "-v /:", "--network host")
    )


@check("LF-MCP-006")
def secret_in_mcp_config(facts: Facts) -> Iterator[Match]:
    """A literal credential in the environment, the headers or the arguments of a server."""
    for server in _servers(facts):
        for section in ("env", "headers"):
            found = server.config.get(section)
            for name, node in (found.mapping if found else {}).items():
                if _is_secret(name, node.text):
                    message = f'"{name}" of an MCP server is a literal of {len(node.text)} letters'
                    yield Match(message, server.at(node, name))
        words = server.config.get("args")
        for node in words.items if words else ():
            known = values.known_format(node.text)
            if known and not values.is_reference(node.text):
                yield Match(f"an argument of an MCP server is a {known}", server.at(node, "args"))


def _is_secret(name: str, value: str) -> bool:
    token = value.removeprefix("Bearer ").strip()
    if not token or values.is_reference(token) or values.is_placeholder(token) or "{" in token:
        return False
    is_named = values.is_secret_name(name.replace("-", "_")) or name.lower() in _HEADERS
    return bool(values.known_format(token)) or (is_named and values.looks_random(token))


@check("LF-MCP-005")
def mcp_server_without_tls(facts: Facts) -> Iterator[Match]:
    """A server of another host over plain HTTP, or one whose certificate is not checked."""
    for server in _servers(facts):
        url = server.config.get("url") or server.config.get("serverUrl")
        if url is not None and values.is_plain_http(url.text):
            message = (
                "an MCP server is reached over plain HTTP: its tools, and the key to them, can be"
            )
            yield Match(f"{message} changed and read on the way", server.at(url, "url"))
        for name in ("verify_ssl", "verifySsl", "rejectUnauthorized"):
            check_of = server.config.get(name)
            if check_of is not None and check_of.value is False:
                message = "the certificate of an MCP server is not checked"
                yield Match(message, server.at(check_of, name))


_PROJECT = re.compile(r"^https?://(?P<host>[^/:]+)[^ ]*/api/v[12]/mcp/project/", re.IGNORECASE)


@check("LF-MCP-007")
def project_without_key(facts: Facts) -> Iterator[Match]:
    """A client of a project's MCP endpoint on another host that sends no key."""
    for server in _servers(facts):
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


def _sends_key(server: "_Server", nodes: list[Node]) -> bool:
    headers = server.config.get("headers")
    names = {name.lower() for name in (headers.mapping if headers else {})}
    texts = {node.text.lower() for node in nodes}
    oauth = server.config.get("auth") is not None or server.config.get("oauth") is not None
    return bool((names | texts) & _HEADERS) or oauth or any("mcp-composer" in t for t in texts)


_HEADERS = frozenset({"authorization", "x-api-key", "api-key", "cookie"})
_CONFIGURATIONS = frozenset({"mcp.json", ".mcp.json", "claude_desktop_config.json"})
"""Names under which clients keep their MCP servers."""


@dataclass(frozen=True)
class _Server:
    """The configuration of one MCP server and the text it stands in."""

    config: Node
    uri: str
    lines: Lines
    name: str

    def at(self, node: Node, name: str) -> Location:
        """The place of a node of the configuration."""
        return Location(self.uri, self.lines.region(node.start, node.end), f"{self.name}.{name}")


def _servers(facts: Facts) -> Iterator[_Server]:
    """Those of MCP components in flows, then those of clients' own files."""
    for flow in facts.flows:
        for component in flow.components:
            field = component.fields.get("mcp_server")
            config = field.node.get("value", "config") if field else None
            if config is not None:
                yield _Server(config, flow.uri, flow.lines, component.id)
    for source in facts.tree.of(FileKind.TEXT):
        if source.name not in _CONFIGURATIONS:
            continue
        try:
            root = json_.read(json_.without_comments(source.text))
        except ReadError:
            continue  # named by `unreadable`
        listed = root.get("mcpServers") or root.get("servers")
        for name, config in (listed.mapping if listed else {}).items():
            yield _Server(config, source.uri, Lines(source.text), name)


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
                words += f"{error}; mend the file, or exclude it if it is something else"
                place = (source.uri, error.line)
                yield Notification(Level.WARNING, "file-not-parsed", words, *place)


def _mcp_commands(facts: Facts) -> Iterator[tuple[Location, str, list[str]]]:
    """The server commands: place, program, arguments."""
    for server in _servers(facts):
        command = server.config.get("command")
        if command is not None and command.text:
            words = server.config.get("args")
            arguments = [word.text for word in words.items] if words else []
            yield server.at(command, "command"), command.text, arguments
