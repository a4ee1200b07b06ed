"""Values of the official charts as deployments: langflow-ide and langflow-runtime.

Both charts are read where they stand alone and where a chart around them has them under a name of
its own (github.com/langflow-ai/langflow-helm-charts).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.deployments import model as facts
from scanner.deployments.limits import Budget
from scanner.deployments.model import Deployment, Exposure, Form, Image, Option, Setting
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


def deployments(tree: Tree, source: Source) -> tuple[tuple[Deployment, ...], tuple[str, ...]]:
    """What the values of one file deploy; nothing where they are of another chart or a template."""
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        if "{{" in source.text:
            return (), ()
        raise
    folder = PurePosixPath(source.uri).parent
    alone = not any(
        other is not source
        and PurePosixPath(other.uri).parent == folder
        and other.name.lower() not in _NO_VALUES
        for other in tree.of(FileKind.HELM)
    )
    lines = Lines(source.text)
    budget = Budget()
    found = [
        _Values(source, lines, root, alone, budget).unit(name)
        for document in documents
        for name, root in (("", document), *document.mapping.items())
    ]
    return tuple(unit for unit in found if unit is not None), ()


@dataclass
class _Values:
    """The values of one chart."""

    source: Source
    lines: Lines
    root: Node
    alone: bool
    """Whether no other file of values lies beside this one."""
    budget: Budget

    def unit(self, name: str) -> Deployment | None:
        """The server that the values describe; None where they are of another chart."""
        ide = self.root.get("langflow", "backend")
        holder = ide if ide is not None and ide.mapping else self.root
        repository = IDE_IMAGE if holder is ide else RUNTIME_IMAGE
        image = self._image(holder, repository)
        if holder is not ide and not self._is_runtime(image):
            return None
        settings = tuple(self.budget.take(self._settings(holder)))
        if image is None and not settings:
            return None
        options = (*self._entrances(holder), *self._context(holder))
        ingress = self.root.get("ingress", "enabled")
        published = any(option.name == "service" for option in options)
        published = published or (ingress is not None and ingress.text == "true")
        pinned = image is not None and image.certain
        return Deployment(
            name=name or self.source.name,
            form=Form.HELM,
            uri=self.source.uri,
            location=image.location if image else self._at(holder, "langflow"),
            settings=settings,
            image=image,
            options=options,
            complete=self.alone and pinned and not is_example(self.source.uri),
            is_langflow=True,
            in_stack=True,
            declared_exposure=Exposure.PUBLISHED if published else Exposure.INTERNAL,
        )

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
        password = external.get("password")
        if password is not None:
            yield self._setting("POSTGRES_PASSWORD", password, external.keys.get("password"))
        auth = self.root.get("postgresql", "auth") or _NOTHING
        for key, name in _DATABASE.items():
            child = auth.get(key)
            if child is not None and child.text:
                yield self._setting(name, child, auth.keys.get(key))

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
        while end > start and self.lines.text[end - 1].isspace():
            end -= 1
        return Location(self.source.uri, self.lines.region(start, end), name)
