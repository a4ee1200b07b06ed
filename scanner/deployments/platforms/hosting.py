"""Manifests of hosting platforms, and credentials in GitHub workflows.

Render's `render.yaml` and Fly's `fly.toml` describe a server on the internet, Railway's
`railway.json` one that may be, and a README with `sdk: docker` makes a Hugging Face Space of its
Dockerfile. Variables that are set in the platform's own console are not in them, so nothing is ever
complete. A workflow's server lives for a test on a runner: of its `env` only what looks like a real
credential counts.
"""

from collections.abc import Iterator

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.format import Read
from scanner.deployments.limits import Budget
from scanner.deployments.model import Deployment, Exposure, Form, Image, Setting
from scanner.deployments.server_command import Argument
from scanner.errors import ReadError
from scanner.formats import json_, sections, shell, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location, Region
from scanner.tree.source import Source, Tree


def render(_: Tree, source: Source) -> Read:
    """The services of a render.yaml (render.com/docs/blueprint-spec).

    Raises:
        ReadError: no YAML.
    """
    lines, budget = Lines(source.text), Budget()
    found = []
    for document in yaml_.read(source.text):
        services = document.get("services")
        for service in services.items if services else ():
            unit = _render_service(source, lines, service, budget)
            if unit is not None:
                found.append(unit)
    return Read(tuple(found))


def _render_service(
    source: Source, lines: Lines, service: Node, budget: Budget
) -> Deployment | None:
    def at(node: Node, name: str = "") -> Location:
        return Location(source.uri, lines.region(node.start, node.end), name)

    settings = []
    variables = service.get("envVars")
    for entry in budget.take(variables.items if variables else ()):
        key, value = entry.get("key"), entry.get("value")
        if key is not None:
            text = value.text if value is not None and isinstance(value.value, str) else None
            settings.append(Setting(key.text, text, at(value or entry, key.text), "envVars"))
    url = service.get("image", "url")
    image = facts.image(url.text, at(url, url.text)) if url is not None and url.text else None
    start = service.get("startCommand") or service.get("dockerCommand")
    started = _started(start.text, at(start)) if start is not None else None
    name, kind = service.get("name"), service.get("type")
    public = kind is None or kind.text == "web"
    exposure = Exposure.PUBLISHED if public else Exposure.INTERNAL
    place = at(name or service)
    label = name.text if name is not None else source.name
    return _unit(source, label, place, settings, image, started, exposure)


def fly(_: Tree, source: Source) -> Read:
    """The application of a fly.toml (fly.io/docs/reference/configuration).

    Raises:
        ReadError: a line over the cap.
    """
    lines = Lines(source.text)
    settings: list[Setting] = []
    image: Image | None = None
    started: command.Server | None = None
    exposure = Exposure.INTERNAL
    for entry in sections.read(source.text):
        value = sections.toml_string(entry.value)
        if entry.section == "env":
            place = Location(source.uri, lines.region(entry.key_start, entry.end), entry.key)
            settings.append(Setting(entry.key, value, place, "env of fly.toml"))
        elif (entry.section, entry.key) == ("build", "image") and value:
            place = Location(source.uri, lines.region(entry.start, entry.end), value)
            image = facts.image(value, place)
        elif entry.section == "processes" and value:
            place = Location(source.uri, lines.region(entry.start, entry.end))
            started = started or _started(value, place)
        if entry.section in {"http_service", "services"}:
            exposure = Exposure.PUBLISHED
    top = Location(source.uri, Region(1, 1, 1, 1))
    unit = _unit(source, source.name, top, settings, image, started, exposure)
    return Read((unit,) if unit else ())


def railway(_: Tree, source: Source) -> Read:
    """The service of a railway.json or railway.toml (docs.railway.com/reference/config-as-code).

    Raises:
        ReadError: no JSON, or a line over the cap.
    """
    started, place = None, Location(source.uri, Region(1, 1, 1, 1))
    for text, at in _start_commands(source):
        started = started or _started(text, at)
        place = at if started else place
    unit = _unit(source, source.name, place, [], None, started, Exposure.UNKNOWN)
    return Read((unit,) if unit else ())


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
    """The server that a start command runs."""
    try:
        commands = shell.read(text)
    except ReadError:
        return None
    for one in commands:
        words = [Argument(None if word.dynamic else word.text, place) for word in one.words]
        server = command.server(words)
        if server is not None:
            return server
    return None


def _unit(
    source: Source,
    name: str,
    place: Location,
    settings: list[Setting],
    image: Image | None,
    started: command.Server | None,
    exposure: Exposure,
) -> Deployment | None:
    """The unit, where it runs or configures Langflow."""
    named = any(setting.name.startswith("LANGFLOW_") for setting in settings)
    if not (named or started or (image is not None and image.is_langflow)):
        return None
    canonical = (
        Setting(facts.canonical(s.name, in_langflow=True), s.value, s.location, s.origin)
        for s in settings
    )
    return Deployment(
        name=name,
        form=Form.PLATFORM,
        uri=source.uri,
        location=image.location if image else place,
        settings=(*canonical, *(started.flags if started else ())),
        image=image,
        base_version=started.version if started else None,
        base_version_location=started.location if started and started.version else None,
        is_langflow=True,
        in_stack=True,
        declared_exposure=exposure,
    )
