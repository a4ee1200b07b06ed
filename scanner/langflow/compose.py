"""Compose files (compose-spec.io) as deployments: one for each service."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from scanner.collect import Source, Tree, is_example
from scanner.errors import ReadError
from scanner.formats import dotenv, yaml_
from scanner.formats.positions import Lines, Node
from scanner.langflow import dockerfile, facts
from scanner.langflow.facts import Deployment, Form, Image, Mount, Option, Port, Setting
from scanner.langflow.limits import Budget
from scanner.model import Location

_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)"
    r"(?P<rule>:?[-?+])?(?P<word>(?:[^{}]|\$\{[^{}]*\})*)\})"
)
_OPTIONS = ("user", "privileged", "cap_add", "security_opt", "pid", "command", "entrypoint")
_SHORT_PORT = re.compile(
    r"^(?:(?P<host>\[[^\]]*\]|[^:]*):(?=[^:]*:))?(?:(?P<published>[^:]*):)?(?P<target>[^:/]+)(?:/\w+)?$"
)


def deployments(tree: Tree, source: Source) -> tuple[tuple[Deployment, ...], tuple[str, ...]]:
    """The services of one Compose file, and the .env files that they take in.

    Raises:
        ReadError: not YAML.
    """
    documents = yaml_.read(source.text)
    services = documents[0].get("services") if documents else None
    if services is None:
        return (), ()
    file = _File(tree, source)
    units = [file.service(name, node) for name, node in services.mapping.items()]
    in_stack = any(unit.is_langflow for unit in units)
    return tuple(replace(unit, in_stack=in_stack) for unit in units), tuple(file.taken_in)


@dataclass
class _File:
    """One Compose file with what it refers to."""

    tree: Tree
    source: Source

    def __post_init__(self) -> None:
        self.lines = Lines(self.source.text)
        self.taken_in: list[str] = []
        self.budget = Budget()

    @cached_property
    def folder(self) -> PurePosixPath:
        return PurePosixPath(self.source.uri).parent

    @cached_property
    def dotenv(self) -> Mapping[str, Setting]:
        """What the `.env` beside the file gives for interpolation."""
        return {setting.name: setting for setting in self._read_env(".env") or ()}

    @cached_property
    def has_override(self) -> bool:
        """Whether a file that `docker compose` merges by itself lies beside this one."""
        stems = ("docker-compose.override", "compose.override")
        names = (f"{stem}.{ending}" for stem in stems for ending in ("yml", "yaml"))
        return any(self.tree.get(self.resolve(name) or "") for name in names)

    def at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        start = key[0] if key else node.start
        return Location(self.source.uri, self.lines.region(start, max(node.end, start)), name)

    def resolve(self, path: str) -> str | None:
        """A path beside the file as a path of the tree; None when it leaves the tree."""
        parts: list[str] = []
        for part in (self.folder / path).parts:
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part != ".":
                parts.append(part)
        return "/".join(parts) if not path.startswith("/") else None

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

    def service(self, name: str, node: Node) -> Deployment:
        """One service, its image's Dockerfile taken in."""
        built = self._dockerfile(node)
        image = built.image if built else self._image(node)
        command = " ".join(
            word.text
            for key in ("entrypoint", "command")
            if (child := node.get(key))
            for word in (child.items or [child])
        )
        ports = tuple(self.budget.take(self._ports(node)))
        env_files, readable = self._env_files(node)
        environment = tuple(self.budget.take(self._environment(name, node)))
        named = any(s.name.startswith("LANGFLOW_") for s in (*env_files, *environment))
        is_langflow = (
            (image is not None and image.is_langflow)
            or (built is not None and built.is_langflow)
            or facts.runs_langflow(command)
            or (named and any(port.target == str(facts.PORT) for port in ports))
        )
        settings = (*(built.settings if built else ()), *env_files, *environment)
        extends = node.get("extends") is not None
        return Deployment(
            name=name,
            form=Form.COMPOSE,
            uri=self.source.uri,
            location=image.location if image else self.at(node, name),
            settings=tuple(
                replace(s, name=facts.canonical(s.name, in_langflow=is_langflow)) for s in settings
            ),
            image=image,
            base_version=built.base_version if built else None,
            base_version_location=built.base_version_location if built else None,
            ports=ports,
            mounts=tuple(self.budget.take(self._mounts(node))),
            options=(*(built.options if built else ()), *self.budget.take(self._options(node))),
            host_network=_text(node, "network_mode") == "host",
            complete=readable
            and not extends
            and not self.has_override
            and not is_example(self.source.uri)
            and (built is None or built.complete),
            is_langflow=is_langflow,
        )

    def _image(self, node: Node) -> Image | None:
        child = node.get("image")
        if child is None or not child.text:
            return None
        expanded = self.expand(child.text)
        reference = expanded if expanded is not None else _VARIABLE.sub("", child.text)
        return facts.image(reference, self.at(child, child.text), certain=expanded is not None)

    def _dockerfile(self, node: Node) -> Deployment | None:
        """The deployment that the service's own Dockerfile describes, if it is in the tree."""
        build = node.get("build")
        if build is None:
            return None
        context = build.text or _text(build, "context") or "."
        name = _text(build, "dockerfile") or "Dockerfile"
        found = self.tree.get(self.resolve(f"{context}/{name}") or "")
        if found is None:
            return None
        try:
            return dockerfile.deployment(found)
        except ReadError:
            return None  # the Dockerfile is in the tree, so it is reported where it is read itself

    def _environment(self, service: str, node: Node) -> Iterator[Setting]:
        child = node.get("environment")
        if child is None:
            return
        origin = f"environment of service {service}"
        for name, value in child.mapping.items():
            place = self.at(value, name, child.keys.get(name))
            written = value.text if isinstance(value.value, str) else f"${{{name}}}"
            yield Setting(name, self.expand(written), self._source(written, place), origin)
        for item in child.items:
            name, equals, text = item.text.partition("=")
            written = text if equals else f"${{{name.strip()}}}"
            place = self._source(written, self.at(item, name))
            yield Setting(name.strip(), self.expand(written), place, origin)

    def _source(self, written: str, place: Location) -> Location:
        """Where a value comes from: `.env`, when it is one variable that only stands there."""
        variable = _VARIABLE.fullmatch(written.strip())
        given = self.dotenv.get(variable["bare"] or variable["name"] or "") if variable else None
        return given.location if given and given.value else place

    def _env_files(self, node: Node) -> tuple[tuple[Setting, ...], bool]:
        """The settings of `env_file`, and whether every one of the files is in the tree."""
        child = node.get("env_file")
        if child is None:
            return (), True
        found: list[Setting] = []
        readable = True
        for entry in child.items or [child]:
            path = entry.text or _text(entry, "path")
            settings = self._read_env(path)
            readable = readable and settings is not None
            if settings is not None:
                self.taken_in.append(self.resolve(path) or "")
                found.extend(settings)
        return tuple(self.budget.take(found)), readable

    def _read_env(self, path: str) -> tuple[Setting, ...] | None:
        uri = self.resolve(path)
        source = self.tree.get(uri or "") if path else None
        if source is None or uri is None:
            return None
        return tuple(
            Setting(a.name, a.value, Location(uri, a.region, a.name), f"env_file {uri}")
            for a in dotenv.read(source.text)[0]
        )

    def _mounts(self, node: Node) -> Iterator[Mount]:
        for item in (node.get("volumes") or Node([], 0, 0)).items:
            if item.mapping:
                read_only = _text(item, "read_only") == "true"
                yield Mount(_text(item, "source"), _text(item, "target"), read_only, self.at(item))
                continue
            source, _, rest = (self.expand(item.text) or item.text).partition(":")
            target, _, mode = rest.partition(":")
            yield Mount(source, target, "ro" in mode.split(","), self.at(item))

    def _options(self, node: Node) -> Iterator[Option]:
        for name in _OPTIONS:
            child = node.get(name)
            for item in (child.items or [child]) if child else ():
                if item.text:
                    yield Option(name, self.expand(item.text) or "", self.at(item, name))

    def _ports(self, node: Node) -> Iterator[Port]:
        for item in (node.get("ports") or Node([], 0, 0)).items:
            place = self.at(item)
            if item.mapping:
                host, published = _text(item, "host_ip"), _text(item, "published")
                yield Port(host, published, _text(item, "target"), place)
                continue
            match = _SHORT_PORT.match((self.expand(item.text) or item.text).strip())
            if match:
                yield Port(match["host"] or "", match["published"] or "", match["target"], place)


def _text(node: Node, key: str) -> str:
    child = node.get(key)
    return child.text if child else ""
