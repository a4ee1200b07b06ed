"""Compose files (compose-spec.io): their services with positions, variables filled in.

A service is read into a `Service`, whose values keep the file they come from, and only then joined
with what it extends. Which files belong together is the matter of `compose_projects`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from scanner.deployments import model as facts
from scanner.deployments.compose import service_parts
from scanner.deployments.compose.service import Service, deployment, in_one_stack, merged
from scanner.deployments.compose.service_parts import text_of
from scanner.deployments.format import Read
from scanner.deployments.images import dockerfile
from scanner.deployments.limits import Budget
from scanner.deployments.model import (
    Deployment,
    Image,
    Setting,
)
from scanner.errors import ReadError
from scanner.formats import dotenv, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

MAX_EXTENDS = 20
"""How many services may extend one another in a row."""

_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)"
    r"(?P<rule>:?[-?+])?(?P<word>(?:[^{}]|\$\{[^{}]*\})*)\})"
)
_APPENDED = frozenset({"cap_add", "cap_drop", "security_opt"})


def read(tree: Tree, source: Source) -> Read:
    """The services of one Compose text on its own.

    Raises:
        ReadError: not YAML.
    """
    file = File(tree, source, Budget())
    services = [file.service(name) for name in file.services]
    units = in_one_stack(deployment(one, source.uri, is_whole=True) for one in services)
    return Read(units, tuple(file.taken_in))


@dataclass
class File:
    """One Compose file with what it refers to."""

    tree: Tree
    source: Source
    budget: Budget
    project: PurePosixPath | None = None
    """The folder of the project, whose `.env` fills in variables; the file's own without it."""
    taken_in: set[str] = field(default_factory=set)
    """The files that it takes in: `env_file`, and what it extends."""

    @property
    def services(self) -> Mapping[str, Node]:
        """The services by name, as written.

        Raises:
            ReadError: not YAML.
        """
        services = _document(self.source).get("services")
        return services.mapping if services else {}

    @property
    def includes(self) -> Iterator[str]:
        """The paths of the files that it includes; None of them need exist."""
        for item in (_document(self.source).get("include") or Node([], 0, 0)).items:
            paths = item.get("path") or item
            for path in paths.items or [paths]:
                resolved = self.resolve(path.text) if path.text else None
                if resolved:
                    yield resolved

    @cached_property
    def lines(self) -> Lines:
        """Where its lines begin."""
        return Lines(self.source.text)

    @cached_property
    def _folder(self) -> PurePosixPath:
        return PurePosixPath(self.source.uri).parent

    @cached_property
    def dotenv(self) -> Mapping[str, Setting]:
        """What the project's `.env` gives for interpolation."""
        folder = self._folder if self.project is None else self.project
        return {s.name: s for s in self._read_env(resolve(folder, ".env")) or ()}

    def resolve(self, path: str) -> str | None:
        """A path beside the file as a path of the tree; None when it leaves the tree."""
        return resolve(self._folder, path)

    def service(self, name: str, seen: tuple[tuple[str, str], ...] = ()) -> Service:
        """One service, with what it extends below it."""
        node = self.services[name]
        own = self._own(name, node)
        extended = node.get("extends")
        if extended is None:
            return own
        here = (self.source.uri, name)
        wanted = extended.text or text_of(extended, "service")
        path = text_of(extended, "file")
        other = self._beside(path) if path else self
        found = (other.source.uri, wanted) if other else here
        if other is None or found in (*seen, here) or len(seen) >= MAX_EXTENDS:
            return replace(own, readable=False)
        if wanted not in other.services:
            return replace(own, readable=False)
        base = other.service(wanted, (*seen, here))
        self.taken_in.update(other.taken_in)
        return replace(merged(base, own), name=name, place=own.place)

    def _beside(self, path: str) -> "File | None":
        source = self.tree.get(self.resolve(path) or "")
        if source is None:
            return None
        project = self._folder if self.project is None else self.project
        other = File(self.tree, source, self.budget, project)
        try:
            other.services  # noqa: B018 - read now: a file that is no YAML extends nothing
        except ReadError:
            return None
        return other

    def _own(self, name: str, node: Node) -> Service:
        """What this file alone says of a service."""
        env_files, readable = self._env_files(node)
        build = node.get("build")
        environment = node.get("environment")
        pairs = environment.mapping if environment else {}
        return Service(
            name=name,
            place=self.at(node, name),
            image=self._image(node),
            built=self._dockerfile(build) if build else None,
            has_build=build is not None,
            entrypoint=service_parts.words(self, node, "entrypoint"),
            arguments=service_parts.words(self, node, "command"),
            ports=tuple(self.budget.take(service_parts.ports(self, node))),
            env_files=env_files,
            environment=tuple(self.budget.take(self._environment(name, environment))),
            mounts=tuple(self.budget.take(service_parts.mounts(self, node))),
            options=tuple(self.budget.take(service_parts.options(self, node))),
            network_mode=text_of(node, "network_mode"),
            readable=readable,
            replacing=frozenset(key for key, child in node.mapping.items() if child.tag),
            dropped=frozenset(key for key, child in pairs.items() if child.tag == "!reset"),
        )

    def at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        """The place of a node, from its key on where that is given."""
        start = key[0] if key else node.start
        return Location(self.source.uri, self.lines.region(start, max(node.end, start)), name)

    def expand(self, text: str) -> str | None:
        """The text with its variables from `.env` or their defaults; None when one is unknown."""
        unknown = False

        def value(match: re.Match[str]) -> str:
            nonlocal unknown
            if match["escaped"]:
                return "$"
            given = self.dotenv.get(match["bare"] or match["name"])
            rule, word = match["rule"] or "", match["word"] or ""
            found = given.value if given else None
            if rule.endswith("+"):
                return word if found else ""
            if found or (found == "" and not rule.startswith(":")):
                return found
            if rule.endswith("-"):
                expanded = self.expand(word)
                unknown = unknown or expanded is None
                return expanded or ""
            unknown = True
            return ""

        expanded = _VARIABLE.sub(value, text)
        return None if unknown else expanded

    def _is_certain(self, text: str) -> bool:
        """Whether no variable is left to its default, which the caller's environment may change."""
        return not any(
            (match["rule"] or "").endswith("-") and match["name"] not in self.dotenv
            for match in _VARIABLE.finditer(text)
        )

    def _image(self, node: Node) -> Image | None:
        child = node.get("image")
        if child is None or not child.text:
            return None
        expanded = self.expand(child.text)
        reference = expanded if expanded is not None else _VARIABLE.sub("", child.text)
        return facts.image(reference, self.at(child, child.text), certain=expanded is not None)

    def _dockerfile(self, build: Node) -> Deployment | None:
        """The deployment that the service's own Dockerfile describes, if it is in the tree."""
        context = build.text or text_of(build, "context") or "."
        name = text_of(build, "dockerfile") or "Dockerfile"
        found = self._inline(build) or self.tree.get(self.resolve(f"{context}/{name}") or "")
        if found is None:
            return None
        arguments = build.get("args") or Node({}, 0, 0)
        given = {name: self.expand(value.text) for name, value in arguments.mapping.items()}
        for item in arguments.items:
            name, equals, value = item.text.partition("=")
            given[name] = self.expand(value if equals else f"${{{name}}}")
        try:
            built = dockerfile.build(
                self.tree,
                found,
                target=text_of(build, "target"),
                arguments=given,
                context=self.resolve(context),
            )
        except ReadError:
            return None  # the Dockerfile is in the tree, so it is reported where it is read itself
        if built is None:
            return None
        self.taken_in.update(built.taken_in)
        return built.unit

    def _inline(self, build: Node) -> Source | None:
        """The Dockerfile that the service itself holds, at its lines."""
        inline = build.get("dockerfile_inline")
        if inline is None or not inline.text:
            return None
        text = inline.text.rstrip("\n")
        last = self.lines.region(inline.start, inline.end)
        end = last.end_line - int(last.end_column == 1)
        before = "\n" * max(end - text.count("\n") - 1, 0)
        return Source(
            self.source.uri, FileKind.DOCKERFILE, (before + text).encode("utf-8", "replace")
        )

    def _environment(self, service: str, child: Node | None) -> Iterator[Setting]:
        if child is None:
            return
        origin = f"environment of service {service}"
        for name, value in child.mapping.items():
            if value.tag == "!reset":
                continue
            place = self.at(value, name, child.keys.get(name))
            written = value.text if isinstance(value.value, str) else f"${{{name}}}"
            yield self._setting(name, written, place, origin)
        for item in child.items:
            name, equals, text = item.text.partition("=")
            written = text if equals else f"${{{name.strip()}}}"
            yield self._setting(name.strip(), written, self.at(item, name), origin)

    def _setting(self, name: str, written: str, place: Location, origin: str) -> Setting:
        """A setting; its place is `.env`, when it is one variable that only stands there."""
        variable = _VARIABLE.fullmatch(written.strip())
        given = self.dotenv.get(variable["bare"] or variable["name"] or "") if variable else None
        if given and given.value:
            place = given.location
        return Setting(name, self.expand(written), place, origin, self._is_certain(written))

    def _env_files(self, node: Node) -> tuple[tuple[Setting, ...], bool]:
        """The settings of `env_file`, and whether every one of the files is in the tree."""
        child = node.get("env_file")
        if child is None:
            return (), True
        found: list[Setting] = []
        readable = True
        for entry in child.items or [child]:
            uri = self.resolve(entry.text or text_of(entry, "path"))
            settings = self._read_env(uri)
            readable = readable and settings is not None
            if settings is not None and uri:
                self.taken_in.add(uri)
                found.extend(settings)
        return tuple(self.budget.take(found)), readable

    def _read_env(self, uri: str | None) -> tuple[Setting, ...] | None:
        source = self.tree.get(uri or "")
        if source is None or uri is None:
            return None
        return tuple(
            Setting(a.name, a.value, Location(uri, a.region, a.name), f"env_file {uri}")
            for a in dotenv.read(source.text)[0]
        )


@lru_cache(maxsize=32)
def _document(source: Source) -> Node:
    """The document with services; kept, because several projects may share the file.

    Of several documents Compose takes all (compose-go, loader.go); people write one.
    """
    documents = yaml_.read(source.text)
    having = [one for one in documents if one.get("services") is not None]
    return next(iter([*having, *documents]), Node({}, 0, 0))


def resolve(folder: PurePosixPath, path: str) -> str | None:
    """A path as seen from a folder of the tree; None when it leaves the tree."""
    parts: list[str] = []
    for part in (folder / path).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts) if path and not path.startswith("/") else None
