"""Values of the official charts as deployments: langflow-ide and langflow-runtime.

Both charts are read where they stand alone and where a chart around them has them under a name of
its own (github.com/langflow-ai/langflow-helm-charts).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.deployments import model as facts
from scanner.deployments.assembled import assembled
from scanner.deployments.described import Description
from scanner.deployments.format import Read
from scanner.deployments.kubernetes.official_charts import Release
from scanner.deployments.limits import Budget
from scanner.deployments.model import (
    DOWNLOADED_FLOW,
    Deployment,
    Exposure,
    Form,
    Image,
    Option,
    Setting,
)
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.guards import is_example
from scanner.tree.source import FileKind, Source, Tree

IDE_IMAGE = "langflowai/langflow-backend"
RUNTIME_IMAGE = "langflowai/langflow-backend"

_KEYS = {
    "autoLogin": "LANGFLOW_AUTO_LOGIN",
    "superuser": "LANGFLOW_SUPERUSER",
    "superuserPassword": "LANGFLOW_SUPERUSER_PASSWORD",
    "secretKey": "LANGFLOW_SECRET_KEY",
    "newUserIsActive": "LANGFLOW_NEW_USER_IS_ACTIVE",
    "backendOnly": "LANGFLOW_BACKEND_ONLY",
}
"""Values of the chart that become settings of the server."""
_DATABASE = {"password": "POSTGRES_PASSWORD", "postgresPassword": "POSTGRES_PASSWORD"}
_NO_VALUES = frozenset({"chart.yaml", "requirements.yaml"})
"""They name Langflow's charts as dependencies, and hold no values."""
_NOTHING = Node({}, 0, 0)


def read(tree: Tree, source: Source) -> Read:
    """What the values of one file deploy; nothing where they are of another chart or a template."""
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        if "{{" in source.text:
            return Read()
        raise
    folder = PurePosixPath(source.uri).parent
    alone = not any(
        other is not source
        and PurePosixPath(other.uri).parent == folder
        and other.name.lower() not in _NO_VALUES
        for other in tree.of(FileKind.HELM)
    )
    lines = Lines(source.text)
    found: list[Deployment] = []
    for document in documents:
        found.extend(units(document, Place(source.uri, lines, source.name), alone=alone))
    return Read(tuple(found))


@dataclass(frozen=True)
class Place:
    """Whose values they are: a file's, or those that another file or a command holds."""

    uri: str
    lines: Lines
    name: str


def units(
    root: Node, place: Place, *, alone: bool = False, chart: Release | None = None
) -> tuple[Deployment, ...]:
    """What values deploy: by Langflow's own charts, else by any chart that takes an image."""
    budget = Budget()
    if chart is not None:
        released = _Values(place, root, chart.whole, budget, chart).unit(place.name)
        return (released,) if released is not None else ()
    roots = (("", root), *root.mapping.items())
    official = [_Values(place, values, alone, budget).unit(name) for name, values in roots]
    found = tuple(unit for unit in official if unit is not None)
    return found or _of_any_chart(root, place)


def _of_any_chart(root: Node, place: Place) -> tuple[Deployment, ...]:
    """Values of a chart that is not Langflow's: its images with the variables next to them."""
    described = Description(place.uri, place.lines, Form.HELM, "values of the chart")
    entrances = tuple(_entrances_of(root, described))
    published = Exposure.PUBLISHED if entrances else Exposure.INTERNAL
    found = (assembled(container) for container in described.containers(root))
    return tuple(
        replace(unit, declared_exposure=published, options=entrances) for unit in found if unit
    )


def _entrances_of(root: Node, described: Description) -> Iterator[Option]:
    """Services and ingresses of values of any chart that open it to the outside."""
    for node in root.walk():
        service = node.get("service", "type")
        if service is not None and service.text in {"LoadBalancer", "NodePort"}:
            yield Option("service", service.text, described.at(service, "type"))
        ingress = node.get("ingress", "enabled")
        if ingress is not None and ingress.text == "true":
            yield Option("ingress", "enabled", described.at(ingress, "enabled"))


def _is_true(node: Node | None) -> bool:
    return node is not None and (node.text == "true" or node.value is True)


@dataclass
class _Values:
    """The values of one chart."""

    place: Place
    root: Node
    alone: bool
    """Whether no other file of values is next to this one."""
    budget: Budget
    chart: Release | None = None
    """The official chart that they are known to be for."""

    def unit(self, name: str) -> Deployment | None:
        """The server that the values describe; None where they are of another chart."""
        ide = self.root.get("langflow", "backend")
        holder = ide if ide is not None and ide.mapping else self.root
        repository = IDE_IMAGE if holder is ide else RUNTIME_IMAGE
        image = self._image(holder, repository)
        if self.chart is not None:
            image = image if image is not None and image.certain else self._of_chart(image)
        elif holder is not ide and not self._is_runtime(image):
            return None
        settings = tuple(self.budget.take(self._settings(holder)))
        if holder is not ide:
            settings = (*settings, *self._elsewhere(settings))
        downloads = tuple(self._downloads())
        if image is None and not settings and not downloads:
            return None
        settings = (*self._given_by_chart(holder), *settings)
        options = (*self._entrances(holder), *self._context(holder), *downloads)
        ingress = self.root.get("ingress", "enabled")
        published = any(option.name == "service" for option in options)
        published = published or (ingress is not None and ingress.text == "true")
        pinned = image is not None and image.certain
        return Deployment(
            name=name or self.place.name,
            form=Form.HELM,
            uri=self.place.uri,
            location=self.chart.location
            if self.chart
            else image.location
            if image
            else self._at(holder, "langflow"),
            settings=settings,
            image=image,
            options=options,
            complete=self.alone and pinned and not is_example(self.place.uri),
            is_langflow=True,
            in_stack=True,
            declared_exposure=Exposure.PUBLISHED if published else Exposure.INTERNAL,
        )

    def _of_chart(self, named: Image | None) -> Image | None:
        """The image with the tag that the chart has."""
        if self.chart is None or (named is not None and (named.tag or named.digest)):
            return named
        default = facts.image(self.chart.defaults.image, self.chart.location)
        return replace(default, repository=named.repository) if named is not None else default

    def _given_by_chart(self, holder: Node) -> Iterator[Setting]:
        """What the chart sets where the values do not."""
        if self.chart is None:
            return
        origin = "default of the chart"
        database = self.chart.defaults.database
        if self.chart.defaults.keeps_database and holder.get("sqlite", "enabled") is None:
            yield Setting("LANGFLOW_DATABASE_URL", None, self.chart.location, origin)
        elif database and holder.get("env") is None:
            yield Setting("LANGFLOW_DATABASE_URL", database, self.chart.location, origin)
        login = holder.get("autoLogin")
        if login is not None and login.text == "false":  # then it draws what the values lack
            for key in ("superuserPassword", "secretKey"):
                if holder.get(key) is None:
                    yield Setting(_KEYS[key], None, self.chart.location, origin)

    def _downloads(self) -> Iterator[Option]:
        """The addresses of the flows that the runtime's chart fetches (`downloadFlows.flows`)."""
        listed = self.root.get("downloadFlows", "flows")
        for flow in listed.items if listed else ():
            url = flow.get("url")
            if url is not None and url.text:
                yield Option(DOWNLOADED_FLOW, url.text, self._at(url, "url"))

    def _is_runtime(self, image: Image | None) -> bool:
        named = self.root.get("image", "repository") is not None
        if named and image is not None and image.is_langflow:
            return True
        return self.root.get("downloadFlows") is not None

    def _image(self, holder: Node, repository: str) -> Image | None:
        """The image; without a tag the chart's own version decides, which the file does not say."""
        named, tag = holder.get("image", "repository"), holder.get("image", "tag")
        if tag is None or not tag.text:
            tag = self.root.get("langflow", "global", "image", "tag") or tag
        anchor = tag if tag is not None and tag.text else named
        if anchor is None:
            return None
        reference = named.text if named is not None and named.text else repository
        if tag is not None and tag.text:
            reference += f":{tag.text}"
        digest = holder.get("image", "digest")
        if digest is not None and digest.text:
            reference += f"@{digest.text}"
        certain = anchor is not named and "{{" not in reference and "$" not in reference
        return facts.image(reference, self._at(anchor, reference), certain=certain)

    def _settings(self, holder: Node) -> Iterator[Setting]:
        for key, name in _KEYS.items():
            child = holder.get(key)
            if child is not None and child.value is not None:
                yield self._setting(name, child, holder.keys.get(key))
        for entry in (holder.get("env") or _NOTHING).items:
            name_node = entry.get("name")
            value = entry.get("value")
            if name_node is not None and value is not None:
                yield self._setting(name_node.text, value, entry.keys.get("value"))
            elif name_node is not None:
                yield self._setting(name_node.text, Node(None, entry.start, entry.end), None)
        variables = holder.get("env") or _NOTHING
        for name, child in variables.mapping.items():
            yield self._setting(name, child, variables.keys.get(name))
        sqlite = holder.get("sqlite", "enabled")
        if sqlite is not None and sqlite.text == "true":
            # The chart keeps the file on a volume of its own and gives its address.
            place = self._at(sqlite, "sqlite")
            yield Setting("LANGFLOW_DATABASE_URL", None, place, "values of the chart")
        external = holder.get("externalDatabase") or _NOTHING
        if _is_true(external.get("enabled")):
            # The chart makes the address of its parts.
            place = self._at(external, "externalDatabase", holder.keys.get("externalDatabase"))
            yield Setting("LANGFLOW_DATABASE_URL", None, place, "values of the chart")
        password = external.get("password")
        if password is not None:
            yield self._setting("POSTGRES_PASSWORD", password, external.keys.get("password"))
        auth = self.root.get("postgresql", "auth") or _NOTHING
        for key, name in _DATABASE.items():
            child = auth.get(key)
            if child is not None and child.text:
                yield self._setting(name, child, auth.keys.get(key))

    def _elsewhere(self, known: tuple[Setting, ...]) -> Iterator[Setting]:
        """Variables where other charts have them: `vars`, `extraEnv`, a mapping of its own."""
        described = Description(self.place.uri, self.place.lines, Form.HELM, "values of the chart")
        places = {setting.location for setting in known}
        names = {setting.name for setting in known}
        for container in described.containers(self.root):
            ours = container.image is None or container.image.is_langflow
            for setting in container.settings if ours else ():
                if setting.location not in places and setting.name not in names:
                    yield setting

    def _setting(self, name: str, node: Node, key: tuple[int, int] | None) -> Setting:
        """A value, or a mapping as Kubernetes has it: `{value: ...}`, `{valueFrom: ...}`."""
        held = node.get("value") if node.mapping else node
        text = held.text if held is not None and isinstance(held.value, str) else None
        canonical = facts.canonical(name, in_langflow=True)
        return Setting(canonical, text, self._at(node, name, key), "values of the chart")

    def _entrances(self, holder: Node) -> Iterator[Option]:
        """Services of a type that opens them; the frontend passes the whole API on."""
        frontend = self.root.get("langflow", "frontend") or _NOTHING
        for service in (holder.get("service"), frontend.get("service")):
            kind = service.get("type") if service is not None else None
            if (
                service is not None
                and kind is not None
                and kind.text in {"LoadBalancer", "NodePort"}
            ):
                yield Option("service", kind.text, self._at(kind, "type", service.keys.get("type")))

    def _context(self, holder: Node) -> Iterator[Option]:
        """The service account's token and the user, where the values say them."""
        account = self.root.get("serviceAccount") or _NOTHING
        automount = account.get("automount")
        if automount is not None:
            place = self._at(automount, "automount", account.keys.get("automount"))
            yield Option("automountServiceAccountToken", automount.text, place)
        for key in ("podSecurityContext", "securityContext"):
            context = holder.get(key) or _NOTHING
            for field, option in (("runAsUser", "user"), ("privileged", "privileged")):
                child = context.get(field)
                if child is not None:
                    yield Option(
                        option, child.text, self._at(child, option, context.keys.get(field))
                    )

    def _at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        start = key[0] if key else node.start
        end = max(node.end, start)
        while end > start and self.place.lines.text[end - 1].isspace():
            end -= 1
        return Location(self.place.uri, self.place.lines.region(start, end), name)
