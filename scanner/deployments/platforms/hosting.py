"""Manifests of hosting platforms, and credentials in GitHub workflows.

Render's `render.yaml` and Fly's `fly.toml` describe a server on the internet, Railway's
`railway.json` one that may be, and a README with `sdk: docker` makes a Hugging Face Space of its
Dockerfile. Variables that are set in the platform's own console are not in them, so nothing is ever
complete. A service that is built from a Dockerfile of the tree has that image's settings below its
own. A workflow's server lives for a test on a runner: of its `env` only what looks like a real
credential counts.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.format import Read
from scanner.deployments.images import dockerfile
from scanner.deployments.limits import Budget
from scanner.deployments.model import Deployment, Exposure, Form, Image, Setting
from scanner.deployments.server_command import Argument
from scanner.errors import ReadError
from scanner.formats import json_, sections, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location, Region
from scanner.tree.source import Source, Tree


@dataclass
class _Service:
    """What a manifest says of one service."""

    source: Source
    name: str
    place: Location
    exposure: Exposure
    settings: list[Setting] = field(default_factory=list)
    image: Image | None = None
    started: command.Server | None = None
    built: Deployment | None = None
    """The image of the Dockerfile that it is built from."""
    listed: bool = False

    @property
    def unit(self) -> Deployment | None:
        """The deployment, where it runs or configures Langflow."""
        built, started = self.built, self.started
        image = self.image or (built.image if built else None)
        named = any(setting.name.startswith("LANGFLOW_") for setting in self.settings)
        runs = started is not None or (built is not None and built.is_langflow)
        if not (named or runs or (image is not None and image.is_langflow)):
            return None
        settings = [*(built.settings if built else ()), *self.settings]
        pinned = started.location if started and started.version else None
        return Deployment(
            name=self.name,
            form=Form.PLATFORM,
            uri=self.source.uri,
            location=self.image.location if self.image else self.place,
            settings=(*_canonical(settings), *(started.flags if started else ())),
            image=image,
            base_version=(started.version if started else None)
            or (built.base_version if built else None),
            base_version_location=pinned or (built.base_version_location if built else None),
            by_manifest=built is not None and built.by_manifest and pinned is None,
            options=built.options if built else (),
            is_langflow=True,
            in_stack=True,
            declared_exposure=self.exposure,
            built_from=built.uri if built else "",
            listed=self.listed,
        )


def _canonical(settings: list[Setting]) -> Iterator[Setting]:
    for one in settings:
        yield replace(one, name=facts.canonical(one.name, in_langflow=True))


def render(tree: Tree, source: Source) -> Read:
    """The services of a render.yaml (render.com/docs/blueprint-spec).

    Raises:
        ReadError: no YAML.
    """
    blueprint = _Blueprint(tree, source)
    found = []
    for document in yaml_.read(source.text):
        blueprint.take_groups(document)
        services = document.get("services")
        for service in services.items if services else ():
            unit = blueprint.service(service)
            if unit is not None:
                found.append(unit)
    return Read(tuple(found), tuple(blueprint.taken_in))


@dataclass
class _Blueprint:
    tree: Tree
    source: Source
    budget: Budget = field(default_factory=Budget)
    groups: dict[str, tuple[Setting, ...]] = field(default_factory=dict)
    """Variables that services share, by the group's name."""
    taken_in: list[str] = field(default_factory=list)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.source.text)

    def _at(self, node: Node, name: str = "") -> Location:
        return Location(self.source.uri, self._lines.region(node.start, node.end), name)

    def take_groups(self, document: Node) -> None:
        """Note the groups that a document defines."""
        groups = document.get("envVarGroups")
        for group in groups.items if groups else ():
            name = _text(group, "name")
            self.groups[name] = tuple(self._variables(group))

    def _variables(self, holder: Node) -> Iterator[Setting]:
        """The variables of a service or a group, those of its groups first: its own beat them."""
        variables = holder.get("envVars")
        entries = variables.items if variables else []
        for entry in entries:
            yield from self.groups.get(_text(entry, "fromGroup"), ())
        for entry in self.budget.take(entries):
            key, value = entry.get("key"), entry.get("value")
            if key is not None:
                text = _written(value)
                yield Setting(key.text, text, self._at(value or entry, key.text), "envVars")

    def service(self, node: Node) -> Deployment | None:
        """One service; what is not of type `web` is not on the internet."""
        name, kind = node.get("name"), _text(node, "type")
        public = kind in {"", "web"}
        found = _Service(
            self.source,
            name.text if name is not None else self.source.name,
            self._at(name or node),
            Exposure.PUBLISHED if public else Exposure.INTERNAL,
            settings=list(self._variables(node)),
            listed=True,
        )
        url = node.get("image", "url")
        if url is not None and url.text:
            found.image = facts.image(url.text, self._at(url, url.text))
        start = node.get("startCommand") or node.get("dockerCommand")
        if start is not None:
            found.started = _started(start.text, self._at(start))
        if found.image is None and "docker" in {_text(node, "runtime"), _text(node, "env")}:
            path = _text(node, "dockerfilePath") or "Dockerfile"
            context = _text(node, "dockerContext") or "."
            root = PurePosixPath(_text(node, "rootDir"))
            built = _built(self.tree, root / path, root / context)
            found.built = built.unit if built else None
            self.taken_in.extend(built.taken_in if built else ())
        return found.unit


def _written(node: Node | None) -> str | None:
    """A value as the variable holds it; None where the file does not say."""
    if node is None or isinstance(node.value, str):
        return node.text if node is not None else None
    return None


def _text(node: Node, key: str) -> str:
    child = node.get(key)
    return child.text if child is not None else ""


def _built(tree: Tree, path: PurePosixPath, context: PurePosixPath) -> dockerfile.Built | None:
    """The image of a Dockerfile, where that is in the tree; the paths are from the tree's root."""
    found = tree.get(posixpath.normpath(str(path)))
    if found is None:
        return None
    try:
        return dockerfile.build(tree, found, context=posixpath.normpath(str(context)))
    except ReadError:
        return None  # reported where the Dockerfile is read itself


def fly(tree: Tree, source: Source) -> Read:
    """The application of a fly.toml (fly.io/docs/reference/configuration).

    Raises:
        ReadError: a line over the cap.
    """
    lines, top = Lines(source.text), Location(source.uri, Region(1, 1, 1, 1))
    found = _Service(source, source.name, top, Exposure.INTERNAL, listed=True)
    path, own = "Dockerfile", True
    for entry in sections.read(source.text):
        value = sections.toml_string(entry.value)
        key = (entry.section, entry.key)
        if key == ("", "app"):
            found.place = Location(source.uri, lines.region(entry.key_start, entry.end), "app")
        place = Location(source.uri, lines.region(entry.key_start, entry.end), entry.key)
        if entry.section == "env":
            found.settings.append(Setting(entry.key, value, place, "env of fly.toml"))
        elif key == ("build", "image") and value:
            place = Location(source.uri, lines.region(entry.start, entry.end), value)
            found.image = facts.image(value, place)
        elif key == ("build", "dockerfile") and value:
            path = value
        elif key in {("build", "builder"), ("build", "buildpacks")}:
            own = False
        elif entry.section == "processes" and value:
            place = Location(source.uri, lines.region(entry.start, entry.end))
            found.started = found.started or _started(value, place)
        if entry.section in {"http_service", "services"}:
            found.exposure = Exposure.PUBLISHED
    folder = PurePosixPath(source.uri).parent
    built = _built(tree, folder / path, folder) if own and found.image is None else None
    found.built = built.unit if built else None
    unit = found.unit
    return Read((unit,) if unit else (), built.taken_in if built else ())


def railway(_: Tree, source: Source) -> Read:
    """The service of a railway.json or railway.toml (docs.railway.com/reference/config-as-code).

    Raises:
        ReadError: no JSON, or a line over the cap.
    """
    started, place = None, Location(source.uri, Region(1, 1, 1, 1))
    for text, at in _start_commands(source):
        started = started or _started(text, at)
        place = at if started else place
    found = _Service(source, source.name, place, Exposure.UNKNOWN, started=started)
    return Read((found.unit,) if found.unit else ())


def _start_commands(source: Source) -> Iterator[tuple[str, Location]]:
    """Those of the service and of its environments, which override it."""
    lines = Lines(source.text)
    if source.name.endswith(".toml"):
        for entry in sections.read(source.text):
            if entry.section.rpartition(".")[2] == "deploy" and entry.key == "startCommand":
                place = Location(source.uri, lines.region(entry.start, entry.end), entry.key)
                yield sections.toml_string(entry.value) or "", place
        return
    root = json_.read(source.text)
    environments = root.get("environments") or Node({}, 0, 0)
    for holder in (root, *environments.mapping.values()):
        node = holder.get("deploy", "startCommand")
        if node is not None:
            place = Location(source.uri, lines.region(node.start, node.end), "startCommand")
            yield node.text, place


def _started(text: str, place: Location) -> command.Server | None:
    """The server that a start command runs, with the variables that it gives it."""
    return command.server(tuple(Argument(word, place) for word in ("sh", "-c", text)))
