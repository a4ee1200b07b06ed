"""Which Compose files are started together, and the deployments that they make.

Compose merges its default file with the override beside it; a `.env` (COMPOSE_FILE) and commands
(`docker compose -f a -f b`) name further sets; a file whose services have neither image nor build
can only be meant for the file that its name starts with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from scanner.deployments.compose.file import File, resolve
from scanner.deployments.compose.service import Service, deployment, in_one_stack, merged
from scanner.deployments.format import Together
from scanner.deployments.limits import Budget
from scanner.errors import ReadError
from scanner.formats import dotenv
from scanner.tree.source import FileKind, Source, Tree

_DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""In the order in which Compose looks for them (compose-go, cli/options.go)."""
_COMMAND = re.compile(r"\bdocker[ -]compose\b(?:\\\r?\n|[^\n;&|])*")
_FILE_FLAG = re.compile(r"(?:^|\s)(?:-f|--file)[\s=]+[\"']?([^\s\"']+)")
_TALKING = (
    FileKind.SHELL,
    FileKind.MAKEFILE,
    FileKind.WORKFLOW,
    FileKind.MARKDOWN,
    FileKind.SYSTEMD,
)
"""Kinds of files in which people write how they start it."""


def together(tree: Tree) -> Together:
    """Every project of the tree, merged; then the files that can also be started alone."""
    found = Together()
    readable: list[Source] = []
    for source in tree.of(FileKind.COMPOSE):
        try:
            File(tree, source, Budget()).services  # noqa: B018 - reading it is the question
        except ReadError as error:
            found.damaged.append((source, error))
        else:
            readable.append(source)
    projects = _Projects(tree, tuple(readable))
    for files in projects.all():
        try:
            _add(found, tree, files, is_whole=files not in projects.partial)
        except ReadError as error:  # the cap on what aliases multiply
            found.damaged.append((files[0], error))
    return found


def _add(found: Together, tree: Tree, sources: tuple[Source, ...], *, is_whole: bool) -> None:
    """The services of one project."""
    budget = Budget()
    folder = PurePosixPath(sources[0].uri).parent
    together: dict[str, Service] = {}
    for source in sources:
        file = File(tree, source, budget, folder)
        for name in file.services:
            own = file.service(name)
            together[name] = merged(together[name], own) if name in together else own
        found.taken_in |= file.taken_in
        for other in _included(file, tree, budget):
            for name in other.services:
                together.setdefault(name, other.service(name))
            found.taken_in |= other.taken_in
    units = (deployment(one, sources[0].uri, is_whole=is_whole) for one in together.values())
    found.units.extend(in_one_stack(units))


def _included(file: File, tree: Tree, budget: Budget) -> Iterator[File]:
    """The files that one includes, whatever they are called; they are projects of their own, with
    their own `.env`."""
    for uri in file.includes:
        source = tree.get(uri)
        if source is not None and source.kind is not FileKind.BINARY:
            other = File(tree, source, budget)
            try:
                other.services  # noqa: B018 - damaged files are reported once, by `deployments`
            except ReadError:
                continue
            yield other


@dataclass
class _Projects:
    tree: Tree
    files: tuple[Source, ...]
    partial: set[tuple[Source, ...]] = field(default_factory=set)
    """Sets to which something else may belong."""

    def all(self) -> Iterator[tuple[Source, ...]]:
        """Each set of files once, base first: the merged ones before the files on their own."""
        sets = dict.fromkeys((*self._default, *self._named, *self._spoken))
        above = {file.uri for files in sets for file in files[1:]}
        for file in self.files:
            base = self._base_of(file) if file.uri not in above else None
            if base is not None:
                sets[base, file] = None
                above.add(file.uri)
        yield from sets
        started = {files[0].uri for files in self._default}
        included = {uri for f in self.files for uri in File(self.tree, f, Budget()).includes}
        for file in self.files:
            if file.uri not in above | started | included:
                alone = (file,)
                if not self._stands_alone(file):
                    self.partial.add(alone)
                yield alone

    @cached_property
    def _by_uri(self) -> dict[str, Source]:
        return {file.uri: file for file in self.files}

    @property
    def _default(self) -> Iterator[tuple[Source, ...]]:
        """The default file and its override, which Compose takes without being told."""
        for folder in dict.fromkeys(PurePosixPath(file.uri).parent for file in self.files):
            base = self._first(folder, _DEFAULTS)
            over = self._first(folder, _OVERRIDES)
            if base and over:
                yield base, over

    @property
    def _named(self) -> Iterator[tuple[Source, ...]]:
        """What COMPOSE_FILE of a `.env` lists."""
        for source in self.tree.of(FileKind.DOTENV):
            if source.name != ".env":
                continue
            given = {a.name: a.value or "" for a in dotenv.read(source.text)[0]}
            separator = given.get("COMPOSE_PATH_SEPARATOR") or ":"
            paths = given.get("COMPOSE_FILE", "").split(separator)
            yield from self._set(PurePosixPath(source.uri).parent, paths)

    @property
    def _spoken(self) -> Iterator[tuple[Source, ...]]:
        """What commands name with `-f`, as seen from their own folder or one above it."""
        for source in self.tree.of(*_TALKING):
            for match in _COMMAND.finditer(source.text):
                paths = _FILE_FLAG.findall(match.group())
                for folder in PurePosixPath(source.uri).parents:
                    found = tuple(self._set(folder, paths))
                    if found:
                        yield from found
                        break

    def _set(self, folder: PurePosixPath, paths: list[str]) -> Iterator[tuple[Source, ...]]:
        found = [self._by_uri.get(resolve(folder, path) or "") for path in dict.fromkeys(paths)]
        sources = tuple(source for source in found if source)
        if len(sources) > 1 and len(sources) == len(found):
            yield sources

    def _base_of(self, file: Source) -> Source | None:
        """The file that an overlay is for: beside it, of the longest name that begins its own."""
        if self._stands_alone(file):
            return None
        folder, stem = PurePosixPath(file.uri).parent, _stem(file)
        beside = [
            other
            for other in self.files
            if other is not file
            and PurePosixPath(other.uri).parent == folder
            and self._stands_alone(other)
        ]
        by_name = [
            other
            for other in beside
            if stem.startswith(tuple(f"{_stem(other)}{mark}" for mark in ".-_"))
        ]
        default = self._first(folder, _DEFAULTS)
        if by_name:
            return max(by_name, key=lambda other: len(_stem(other)))
        return default if default in beside else None

    def _first(self, folder: PurePosixPath, names: tuple[str, ...]) -> Source | None:
        found = (self._by_uri.get(str(folder / name)) for name in names)
        return next((source for source in found if source), None)

    def _stands_alone(self, file: Source) -> bool:
        """Whether Compose can start every service from this file alone."""
        services = File(self.tree, file, Budget()).services.values()
        return all({"image", "build", "extends"} & {*node.mapping} for node in services)


def _stem(file: Source) -> str:
    """The name without its ending: `docker-compose.prod`."""
    return PurePosixPath(file.uri).stem
