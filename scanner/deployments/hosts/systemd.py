"""systemd units as deployments (systemd.exec(5), systemd.service(5))."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.assembled import Container, assembled
from scanner.deployments.format import Read
from scanner.deployments.images.docker_run import published
from scanner.deployments.model import Deployment, Form, Option, Port, Setting
from scanner.deployments.scripts import shell
from scanner.formats import dotenv, sections
from scanner.formats.positions import Lines
from scanner.formats.sections import Entry
from scanner.model.place import Location, Region
from scanner.tree.source import FileKind, Source, Tree

_PREFIX = re.compile(r"[-@:+!|]*")
_ASSIGNMENT = re.compile(
    r"\"(?P<double>[A-Za-z_]\w*=(?>(?:\\.|[^\"\\])*))\"|'(?P<single>[A-Za-z_]\w*=[^']*)'"
    r"|(?<!\w)(?P<bare>[A-Za-z_]\w*+=\S*+)"
)
_SPECIFIER = re.compile(r"%[A-Za-z]")
_ROOT_IS_NOT_MEANT = frozenset({"DynamicUser", "RootlessUser"})


def read(tree: Tree, source: Source) -> Read:
    """The servers that a unit starts, and the .env files of the tree that it takes in.

    Raises:
        ReadError: a line over the cap.
    """
    lines = Lines(source.text)
    service = _service(source)
    started = [entry for entry in service if entry.key == "ExecStart"]
    if not started:
        return _drop_in(tree, source, service)
    commands = _only(source.text, started)
    found = shell.read(tree, Source(source.uri, FileKind.SHELL, commands.encode()))
    settings = list(_environment(source, service, lines))
    taken_in, readable = [], True
    for entry in (entry for entry in service if entry.key == "EnvironmentFile"):
        uri = _beside(tree, source, entry.value)
        readable = readable and uri is not None
        if uri is not None:
            taken_in.append(uri)
            settings.extend(_of_file(tree, uri))
    for other in _drop_ins(tree, source):
        settings.extend(_environment(other, _service(other), other.lines))
    user = _user(source, service, started[0], lines)
    units = (_unit(unit, source, settings, user, complete=readable) for unit in found.units)
    return Read(tuple(units), tuple(taken_in))


def _service(source: Source) -> list[Entry]:
    return [entry for entry in sections.read(source.text) if entry.section == "Service"]


def _drop_ins(tree: Tree, unit: Source) -> Iterator[Source]:
    """The files of the tree that add to a unit, in the order in which systemd reads them."""
    found = [one for one in tree.of(FileKind.SYSTEMD) if _extended(one) == unit.name]
    folder = PurePosixPath(unit.uri).parent
    near = [one for one in found if PurePosixPath(one.uri).parent.parent == folder]
    yield from sorted(near or found, key=lambda one: one.name)


def _extended(source: Source) -> str:
    """The unit that a drop-in adds to (`langflow.service.d/override.conf`); empty for a unit."""
    folder = PurePosixPath(source.uri).parent.name
    return folder.removesuffix(".d") if folder.endswith(".service.d") else ""


def _drop_in(tree: Tree, source: Source, service: list[Entry]) -> Read:
    """A drop-in whose unit is elsewhere: its variables, where a server is meant."""
    name = _extended(source)
    if not name or any(one.name == name for one in tree.of(FileKind.SYSTEMD)):
        return Read()
    settings = tuple(_environment(source, service, source.lines))
    if not settings:
        return Read()
    place = settings[0].location
    unit = assembled(Container(name, Form.SYSTEMD, source.uri, place, settings))
    return Read((unit,) if unit else ())


def _unit(
    unit: Deployment,
    source: Source,
    environment: list[Setting],
    user: Option | None,
    *,
    complete: bool,
) -> Deployment:
    """What a command starts, in the unit's environment; a container does not inherit it."""
    if unit.form is not Form.SCRIPT:
        return replace(unit, name=source.name)
    named = (
        replace(s, name=facts.canonical(s.name, in_langflow=unit.is_langflow)) for s in environment
    )
    settings = (*named, *unit.settings)
    return replace(
        unit,
        name=source.name,
        form=Form.SYSTEMD,
        settings=settings,
        options=(user,) if user else (),
        complete=complete,
        declared_exposure=command.exposure(settings),
    )


def _only(text: str, entries: list[Entry]) -> str:
    """The text with spaces for all but the commands, so that places stay true."""
    kept = [char if char == "\n" else " " for char in text]
    for entry in entries:
        prefix = _PREFIX.match(entry.value)
        begin = entry.start + (prefix.end() if prefix else 0)
        kept[begin : entry.end] = text[begin : entry.end]
    return "".join(kept)


def _environment(source: Source, service: list[Entry], lines: Lines) -> Iterator[Setting]:
    for entry in (entry for entry in service if entry.key == "Environment"):
        for match in _ASSIGNMENT.finditer(entry.value):
            kind = match.lastgroup or "bare"
            name, _, value = match.group(kind).partition("=")
            if kind == "double":
                value = re.sub(r"\\(.)", r"\1", value)
            at, end = entry.start + match.start(kind), entry.start + match.end(kind)
            known = None if _SPECIFIER.search(value.replace("%%", "")) else value.replace("%%", "%")
            place = Location(source.uri, lines.region(at, end), name)
            yield Setting(name, known, place, f"Environment of {source.name}")


def _beside(tree: Tree, source: Source, written: str) -> str | None:
    """The .env file of the tree that an EnvironmentFile names, beside the unit or by its path."""
    path = written.strip("\"'").removeprefix("-")
    beside = str(PurePosixPath(source.uri).parent / PurePosixPath(path).name)
    return next((uri for uri in (path.lstrip("/"), beside) if tree.get(uri)), None)


def _of_file(tree: Tree, uri: str) -> Iterator[Setting]:
    source = tree.get(uri)
    for a in dotenv.read(source.text)[0] if source else ():
        yield Setting(a.name, a.value, Location(uri, a.region, a.name), f"EnvironmentFile {uri}")


def _user(source: Source, service: list[Entry], started: Entry, lines: Lines) -> Option | None:
    """The user; root where the unit names none and is no unit of a user's own manager."""
    for entry in reversed(service):
        if entry.key == "User":
            place = Location(source.uri, lines.region(entry.key_start, entry.end), "User")
            return Option("user", entry.value, place)
    if any(entry.key in _ROOT_IS_NOT_MEANT for entry in service):
        return None
    if "user" in PurePosixPath(source.uri).parts or "default.target" in source.text:
        return None
    place = Location(source.uri, lines.region(started.key_start, started.end), "ExecStart")
    return Option("user", "root", place)


def _secrets(source: Source, entries: list[Entry], lines: Lines) -> Iterator[Setting]:
    """`Secret=store,type=env,target=NAME`: a variable whose value is elsewhere."""
    for entry in entries:
        target = re.search(r"\btarget=(\w+)", entry.value)
        if entry.key == "Secret" and "type=env" in entry.value and target is not None:
            place = Location(source.uri, lines.region(entry.start, entry.end), target[1])
            yield Setting(target[1], None, place, f"Secret of {source.name}")


def quadlet(tree: Tree, source: Source) -> Read:
    """A container that Podman makes a unit of (podman-systemd.unit(5)).

    Raises:
        ReadError: a line over the cap.
    """
    lines = Lines(source.text)
    entries = [e for e in sections.read(source.text) if e.section == "Container"]
    settings = list(_environment(source, entries, lines))
    settings.extend(_secrets(source, entries, lines))
    taken_in: list[str] = []
    for entry in (entry for entry in entries if entry.key == "EnvironmentFile"):
        uri = _beside(tree, source, entry.value)
        if uri is not None:
            taken_in.append(uri)
            settings.extend(_of_file(tree, uri))

    def place(entry: Entry) -> Location:
        return Location(source.uri, lines.region(entry.key_start, entry.end), entry.key)

    image = next((e for e in reversed(entries) if e.key == "Image"), None)
    ports = [
        Port(port.host, port.published, port.target, place(entry))
        for entry in entries
        if entry.key == "PublishPort" and (port := published(entry.value)) is not None
    ]
    unit = assembled(
        Container(
            name=source.name,
            form=Form.DOCKER_RUN,
            uri=source.uri,
            place=Location(source.uri, Region(1, 1, 1, 1)),
            settings=tuple(settings),
            image=facts.image(image.value, place(image)) if image is not None else None,
            words=tuple(
                command.Argument(word, place(entry))
                for entry in entries
                if entry.key == "Exec"
                for word in entry.value.split()
            ),
            ports=tuple(ports),
            host_network=any(e.key == "Network" and e.value == "host" for e in entries),
            complete=True,
        )
    )
    return Read((unit,) if unit else (), tuple(taken_in))
