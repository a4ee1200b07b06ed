"""Langflow's own configuration files beside a deployment: services, environments, single sign-on.

`lfx.toml` and `[tool.lfx.services]` name the programs behind Langflow's services
(lfx/services/manager.py of 1.13.0), `.lfx/environments.yaml` the servers of the command line tool
(lfx/cli/common.py), and LANGFLOW_SSO_CONFIG_FILE the file that single sign-on reads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.deployments.model import Option
from scanner.errors import ReadError
from scanner.formats import json_, sections, yaml_
from scanner.formats.positions import Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_SERVICES = {
    "lfx.toml": frozenset({"services"}),
    "pyproject.toml": frozenset({"tool.lfx.services", 'project.entry-points."lfx.services'}),
}
"""The sections as the reader names them, which takes a quote at the end away."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A server that the command line tool knows, with the key that the file has for it."""

    name: str
    api_key: str
    location: Location
    """Of the key."""


def services(tree: Tree) -> Iterator[Option]:
    """The services of Langflow that a file replaces: name, program, place.

    A line too long for what people write is left to Langflow's own reader to refuse.
    """
    for source in tree.of(FileKind.TEXT, FileKind.PYPROJECT):
        wanted = _SERVICES.get(source.name, frozenset())
        for entry in _entries(source) if wanted else ():
            if entry.section in wanted:
                place = source.at(entry.key_start, entry.end, entry.key)
                yield Option(entry.key, sections.toml_string(entry.value) or "", place)


def environments(tree: Tree) -> Iterator[Environment]:
    """Those with an `api_key`; a file that is damaged serves the tool as little as us."""
    for source in tree.of(FileKind.TEXT):
        folder = PurePosixPath(source.uri).parent.name
        if folder == ".lfx" and source.name in {"environments.yaml", "environments.yml"}:
            yield from _of_yaml(source)
        elif source.name == "langflow-environments.toml":
            yield from _of_toml(source)


def _of_yaml(source: Source) -> Iterator[Environment]:
    for document in _documents(source):
        listed = document.get("environments") or Node({}, 0, 0)
        for name, environment in listed.mapping.items():
            key = environment.get("api_key")
            if key is not None:
                yield Environment(name, key.text, source.at(key.start, key.end, "api_key"))


def _of_toml(source: Source) -> Iterator[Environment]:
    for entry in _entries(source):
        if entry.section.startswith("environments.") and entry.key == "api_key":
            name = entry.section.removeprefix("environments.").strip("\"'")
            place = source.at(entry.start, entry.end, "api_key")
            yield Environment(name, sections.toml_string(entry.value) or "", place)


def texts(tree: Tree, names: Iterable[str]) -> Iterator[Option]:
    """Every text with its key in the YAML files of these names: (`client_secret`, value, place)."""
    wanted = frozenset(names)
    for source in tree.of(FileKind.TEXT) if wanted else ():
        if source.name in wanted:
            for document in _documents(source):
                yield from (
                    Option(key, node.text, source.at(node.start, node.end, key))
                    for key, node in _keyed(document)
                )


def texts_of_json(text: str) -> Iterator[tuple[str, str]]:
    """Every text with its key in a setting that is JSON; none where it is none."""
    try:
        root = json_.read(text)
    except ReadError:
        return  # the server does not take it either
    yield from ((key, node.text) for key, node in _keyed(root))


def _keyed(root: Node) -> Iterator[tuple[str, Node]]:
    for node in root.walk():
        yield from node.mapping.items()


def _documents(source: Source) -> tuple[Node, ...]:
    try:
        return tuple(yaml_.read(source.text))
    except ReadError:
        return ()  # no YAML, whatever else it is


def _entries(source: Source) -> tuple[sections.Entry, ...]:
    try:
        return tuple(sections.read(source.text))
    except ReadError:
        return ()
