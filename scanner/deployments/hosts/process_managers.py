"""Process managers as deployments: supervisord, PM2 and launchd."""

import re
from collections.abc import Iterator

from scanner.deployments import server_command
from scanner.deployments.assembled import Container, assembled
from scanner.deployments.described import Description
from scanner.deployments.format import Read
from scanner.deployments.model import Deployment, Form, Setting
from scanner.deployments.scripts import shell
from scanner.deployments.scripts.script import Script
from scanner.deployments.server_command import Argument
from scanner.errors import ReadError
from scanner.formats import objects, sections
from scanner.formats.positions import Lines, Node
from scanner.formats.sections import Entry
from scanner.model.place import Location
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_PAIR = re.compile(r"(?<!\w)([A-Za-z_]\w*+)=(?:\"([^\"]*)\"|'([^']*)'|([^,\s]*))")
_ELEMENT = re.compile(
    r"<(?P<tag>key|string|integer|real)>(?P<text>[^<]{0,20000})</(?P=tag)>"
    r"|<(?P<truth>true|false)\s*/>|<(?P<open>dict|array)>|</(?P<close>dict|array)>"
)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_APPS = re.compile(
    r"\bapps[\"']?\s*:\s*(?=\[)|module\.exports\s*=\s*(?=\{)|export default\s*(?=\{)"
)
_MAX_DEPTH = 50


def supervisor(_: Tree, source: Source) -> Read:
    """The programs of a supervisord.conf (supervisord.org/configuration.html).

    Raises:
        ReadError: a line over the cap.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    lines = Lines(source.text)
    programs: dict[str, dict[str, Entry]] = {}
    for entry in sections.read(source.text):
        programs.setdefault(entry.section, {})[entry.key] = entry
    shared = programs.get("supervisord", {}).get("environment")
    found: list[Deployment] = []
    for section, entries in programs.items():
        command = entries.get("command")
        if command is None or not section.startswith(("program:", "fcgi-program:")):
            continue
        place = Location(source.uri, lines.region(command.start, command.end), section)
        given = [
            setting
            for entry in (shared, entries.get("environment"))
            for setting in (_pairs(source, lines, entry) if entry is not None else ())
        ]
        words = [Argument(word, place) for word in command.value.split()]
        found.extend(_process(source, section.partition(":")[2], place, given, words))
    return Read(tuple(found))


def _pairs(source: Source, lines: Lines, entry: Entry) -> Iterator[Setting]:
    """`NAME="value",OTHER=value`, on one line or on several."""
    raw = source.text[entry.start : entry.end]
    for match in _PAIR.finditer(raw):
        text = next((group for group in match.groups()[1:] if group is not None), "")
        at = entry.start + match.start()
        place = Location(source.uri, lines.region(at, entry.start + match.end()), match[1])
        known = None if "%(" in text else text
        yield Setting(match[1], known, place, "environment of the program")


def pm2(_: Tree, source: Source) -> Read:
    """The apps of an ecosystem file (pm2.keymetrics.io/docs/usage/application-declaration).

    Raises:
        ReadError: over the caps.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    described = Description(source.uri, Lines(source.text), Form.SCRIPT, "env of the app")
    found: list[Deployment] = []
    for root in objects.objects(source.text, _APPS):
        for app in _apps(root):
            place = described.at(app.get("script") or app)
            given = [
                setting
                for key, node in app.mapping.items()
                if key == "env" or key.startswith("env_")
                for setting in described.environment(node)
            ]
            words = [
                Argument(word, place)
                for key in ("interpreter", "script", "args")
                for word in _words(app.get(key))
            ]
            name = app.get("name")
            label = name.text if name is not None else "app"
            found.extend(_process(source, label, place, given, words))
    return Read(tuple(found))


def _apps(root: Node) -> list[Node]:
    apps = root.get("apps") or root
    return [app for app in (apps.items or [apps]) if app.mapping]


def _words(node: Node | None) -> list[str]:
    if node is None or node.tag or node.text == "none":
        return []
    return node.text.split() if node.text else [item.text for item in node.items]


def launchd(_: Tree, source: Source) -> Read:
    """A property list with a program of launchd (launchd.plist(5))."""
    if not _MENTIONED.search(source.text):
        return Read()
    root = _property_list(source.text)
    described = Description(source.uri, Lines(source.text), Form.SCRIPT, "EnvironmentVariables")
    program = root.get("ProgramArguments") or root.get("Program")
    if program is None:
        return Read()
    given = root.get("EnvironmentVariables")
    settings = list(described.environment(given)) if given is not None else []
    words = [Argument(item.text, described.at(item)) for item in (program.items or [program])]
    label = root.get("Label")
    name = label.text if label is not None else source.name
    found = tuple(_process(source, name, described.at(program), settings, words))
    return Read(found)


def _property_list(text: str) -> Node:
    """The first dictionary of an XML property list."""
    root = Node({}, 0, len(text))
    stack: list[tuple[Node, list[tuple[str, tuple[int, int]]]]] = [(root, [])]
    for match in _ELEMENT.finditer(text):
        holder, keys = stack[-1]
        if match["close"]:
            if len(stack) > 1:
                stack.pop()[0].end = match.end()
            continue
        if match["tag"] == "key":
            keys.append((_plain(match["text"]), (match.start(), match.end())))
            continue
        if match["open"]:
            if len(stack) > _MAX_DEPTH:
                raise ReadError(f"more than {_MAX_DEPTH} levels")
            node = Node({} if match["open"] == "dict" else [], match.start(), match.end())
        else:
            value = match["truth"] or _plain(match["text"] or "")
            node = Node(value, match.start(), match.end())
        _put(holder, keys, node)
        if match["open"]:
            stack.append((node, []))
    first = root.value if isinstance(root.value, dict) else {}
    return first.get("", root)


def _put(holder: Node, keys: list[tuple[str, tuple[int, int]]], node: Node) -> None:
    if isinstance(holder.value, list):
        holder.value.append(node)
    elif isinstance(holder.value, dict):
        name, place = keys.pop() if keys else ("", (node.start, node.start))
        holder.value[name] = node
        holder.keys[name] = place


def _plain(text: str) -> str:
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


def _process(
    source: Source, name: str, place: Location, settings: list[Setting], words: list[Argument]
) -> Iterator[Deployment]:
    """A server that a manager keeps running, with the commands of `sh -c` taken apart."""
    for inner in (words, *_inner(words)):
        started = server_command.server(inner)
        if started is None:
            continue
        given = (*settings, *started.flags)
        unit = assembled(
            Container(
                name=name,
                form=Form.SCRIPT,
                uri=source.uri,
                place=place,
                settings=tuple(settings),
                words=tuple(inner),
                exposure=server_command.exposure(given),
            )
        )
        if unit is not None:
            yield unit
        return


def _inner(words: list[Argument]) -> Iterator[list[Argument]]:
    """What follows `-c`, without its quotes."""
    for number, word in enumerate(words[:-1]):
        if word.text and re.fullmatch(r"-[a-z]*c", word.text):
            rest = " ".join(one.text or "" for one in words[number + 1 :])
            yield [Argument(part.strip("\"'"), word.location) for part in rest.split()]


def supervisor_scripts(source: Source) -> Iterator[Script]:
    """The commands of the programs.

    Raises:
        ReadError: a line over the cap.
    """
    lines = Lines(source.text)
    for entry in sections.read(source.text):
        if entry.key == "command" and shell.MENTIONED.search(entry.value):
            yield Script(source, entry.value, lines, entry.start)
