"""Resources of Kubernetes manifests, one by one: where they stand, what they hold and lead to."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.deployments.model import Setting
from scanner.formats import yaml_
from scanner.formats.go_values import UNKNOWN
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import Source

WORKLOADS: Mapping[str, tuple[str, ...]] = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        (
            *("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"),
            *("DeploymentConfig", "Rollout", "ReplicationController", "KnativeService"),
        ),
        ("spec", "template", "spec"),
    ),
}
"""Where the pod is described."""
IN_CONFIG_MAP = "ConfigMap"
IN_SECRET = "Secret"  # noqa: S105 - the kind's name
IN_ENV = "env of container"
"""How the origin of a setting begins."""

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\$(?:\$|\(([A-Za-z_][\w.-]*)\))")
_INTERNAL = re.compile(r"internal", re.IGNORECASE)
_OF_TLS = re.compile(r"cert|tls|ssl|https|listen-ports|frontend-config", re.IGNORECASE)


@dataclass(frozen=True)
class Resource:
    """One document of a manifest."""

    kind: str
    name: str
    node: Node
    uri: str
    lines: Lines
    given: tuple[Setting, ...] | None = None
    """The entries, where a generator makes them; else `data` reads them."""

    def at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        """The place of a value, from its key on where that is given."""
        start = key[0] if key else node.start
        text = self.lines.text
        end = max(node.end, start)
        while end > start and text[end - 1].isspace():
            end -= 1
        return Location(self.uri, self.lines.region(start, end), name)

    def key(self, *path: str) -> Location:
        """The place of a key and its value; the value's own for an empty path."""
        holder = self.node.get(*path[:-1]) or self.node
        child = holder.get(path[-1])
        return self.at(child or holder, path[-1], holder.keys.get(path[-1]))

    @property
    def anchor(self) -> Location:
        """The place of its kind: where to point when nothing inside is to blame."""
        return self.key("kind")


def resources_of(source: Source) -> Iterator[Resource]:
    """The documents of one file that are resources.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        yield from resources_in(document, source.uri, lines)


def resources_in(document: Node, uri: str, lines: Lines) -> Iterator[Resource]:
    """The resources that a document is or lists: a List, or a Template of OpenShift."""
    kind = text(document, "kind")
    listed = items(document, "items") if kind.endswith("List") else []
    listed = items(document, "objects") if kind == "Template" else listed
    for node in listed or [document]:
        kind, name = text(node, "kind"), text(node, "metadata", "name")
        if not kind and PurePosixPath(uri).name.lower().startswith("kustomization"):
            yield Resource("Kustomization", name, node, uri, lines)
        elif kind and node.get("apiVersion"):
            knative = kind == "Service" and "knative" in text(node, "apiVersion")
            yield Resource("KnativeService" if knative else kind, name, node, uri, lines)


def related(sources: Sequence[Source]) -> Iterator[Source]:
    """The manifests that mention Langflow, and those in the folders around them."""
    mentioned = [source.uri for source in sources if _MENTIONED.search(source.text)]
    around = {PurePosixPath(uri).parent.parent for uri in mentioned}
    for source in sources:
        if any(folder in PurePosixPath(source.uri).parents for folder in around):
            yield source


def data(resource: Resource) -> tuple[Setting, ...]:
    """The entries of a ConfigMap or Secret; encrypted ones (SOPS) have no known value."""
    if resource.given is not None:
        return resource.given
    found: list[Setting] = []
    encrypted = resource.node.get("sops") is not None
    origin = f"{resource.kind} {resource.name}"
    for part in ("data", "stringData"):
        node = resource.node.get(part)
        for name, child in node.mapping.items() if node else ():
            place = resource.at(child, name, node.keys.get(name) if node else None)
            value: str | None = child.text
            if part == "data" and resource.kind == "Secret":
                value = _decoded(child.text)
            hidden = encrypted or (value is not None and UNKNOWN in value)
            found.append(Setting(name, None if hidden else value, place, origin))
    return tuple(found)


def _decoded(text: str) -> str | None:
    """Base64 of a Secret's `data`; None where it is none, such as a template."""
    try:
        return b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def expanded(text: str, known: Mapping[str, str | None]) -> str | None:
    """A value with `$(NAME)` of variables that are already set; None when one is unknown."""
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        name = match.group(1)
        if name is None:
            return "$"
        if name not in known:
            return match.group()  # Kubernetes leaves it as it is
        unknown = unknown or known[name] is None
        return known[name] or ""

    expanded = _REFERENCE.sub(value, text)
    return None if unknown or UNKNOWN in expanded else expanded


def backends(ingress: Resource) -> set[str]:
    """The names of the services that an Ingress, a Route or an HTTPRoute leads to."""
    spec = ingress.node.get("spec")
    if spec is None:
        return set()
    nodes = _distinct(spec)
    found = {text(node, "service", "name") or text(node, "serviceName") for node in nodes}
    found |= {text(node, "name") for one in nodes for node in items(one, "backendRefs")}
    return {*found, text(spec, "to", "name")} - {""}


def _distinct(top: Node) -> list[Node]:
    """A node and all below it, each once, however many aliases name it."""
    seen: dict[int, Node] = {}
    stack = [top]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            stack.extend(node.items or node.mapping.values())
    return list(seen.values())


def is_plain(door: Resource) -> bool:
    """Whether an Ingress has neither `spec.tls` nor an annotation that brings certificates."""
    annotations = door.node.get("metadata", "annotations") or Node({}, 0, 0)
    by_controller = any(
        _OF_TLS.search(name) and node.text.lower() != "false"
        for name, node in annotations.mapping.items()
    )
    return door.kind == "Ingress" and door.node.get("spec", "tls") is None and not by_controller


def is_internal(resource: Resource) -> bool:
    """Whether an annotation makes a load balancer one of the internal network."""
    notes = resource.node.get("metadata", "annotations")
    return any(
        _INTERNAL.search(f"{name} {value.text}")
        and value.text.lower() not in {"false", "0.0.0.0/0"}
        for name, value in (notes.mapping.items() if notes else ())
    )


def items(node: Node, *path: str) -> list[Node]:
    """The members of the sequence at a path; none where there is none."""
    child = node.get(*path)
    return child.items if child else []


def text(node: Node, *path: str) -> str:
    """The scalar at a path as text; empty where there is none."""
    child = node.get(*path)
    return child.text if child else ""
