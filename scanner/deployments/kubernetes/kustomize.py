"""Kustomize: images that it replaces, maps and secrets that it makes, patches that it holds.

Format: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.deployments.kubernetes.resources import Resource, items, resources_in, text
from scanner.deployments.model import Deployment, Form, Image, Setting
from scanner.errors import ReadError
from scanner.formats import dotenv, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import Tree

KINDS = frozenset({"Kustomization", "Component"})
_GENERATORS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}
_SOURCES = ("resources", "bases", "components")
_IMAGE_PATH = re.compile(r"/containers/[^/]+/image$")


@dataclass(frozen=True)
class Replaced:
    """An entry of `images`: what takes the place of an image in the files that are built."""

    name: str
    image: str
    """The repository that takes its place; as it was where empty."""
    tag: str
    digest: str
    place: Location
    paths: tuple[str, ...]
    """Files and folders that the kustomization builds from."""

    def applies_to(self, unit: Deployment) -> bool:
        """Whether a workload of the tree is built with it."""
        if unit.image is None or not _is_same(unit.image.repository, self.name):
            return False
        return any(unit.uri == path or unit.uri.startswith(f"{path}/") for path in self.paths)

    def over(self, image: Image) -> Image:
        """The image that runs."""
        made = replace(
            image,
            repository=self.image or image.repository,
            tag=self.tag or ("" if self.digest else image.tag),
            digest=self.digest,
            certain=True,
        )
        name = f"{made.repository}:{made.tag}" if made.tag else made.repository
        return replace(made, location=replace(self.place, logical_name=name))


def _is_same(repository: str, name: str) -> bool:
    return name.lower() in {repository, repository.removeprefix("docker.io/")}


def replaced(resources: Iterable[Resource]) -> tuple[Replaced, ...]:
    """Every entry of `images` in the kustomizations among the resources."""
    return tuple(one for resource in resources for one in _of_one(resource))


def _of_one(resource: Resource) -> Iterator[Replaced]:
    if resource.kind not in KINDS:
        return
    paths = tuple(_paths(resource))
    for entry in items(resource.node, "images"):
        node = entry.get("newTag") or entry.get("digest") or entry.get("newName") or entry
        key = next((k for k in ("newTag", "digest", "newName") if entry.get(k)), "")
        yield Replaced(
            text(entry, "name"),
            text(entry, "newName").lower(),
            text(entry, "newTag"),
            text(entry, "digest"),
            resource.at(node, text(entry, "name"), entry.keys.get(key)),
            paths,
        )


def _paths(resource: Resource) -> Iterator[str]:
    folder = PurePosixPath(resource.uri).parent
    for key in _SOURCES:
        for item in items(resource.node, key):
            parts = [*folder.parts]
            for part in PurePosixPath(item.text).parts:
                if part == ".." and parts:
                    parts.pop()
                elif part != ".":
                    parts.append(part)
            yield "/".join(parts)


def apply(units: Sequence[Deployment], entries: Sequence[Replaced]) -> Iterator[Deployment]:
    """The units as they are built: once for each kustomization that replaces the image."""
    used: set[Replaced] = set()
    for unit in units:
        fitting = [entry for entry in entries if entry.applies_to(unit)]
        used.update(fitting)
        if not fitting or unit.image is None:
            yield unit
        for entry in fitting:
            image = entry.over(unit.image) if unit.image else None
            yield replace(unit, image=image)
    for entry in entries:
        repository = entry.image or entry.name.lower()
        image = Image(repository, entry.tag, entry.digest, entry.place)
        if entry not in used and image.is_langflow and entry.tag:
            yield Deployment(
                name=entry.name,
                form=Form.KUBERNETES,
                uri=entry.place.uri,
                location=entry.place,
                image=image,
                is_langflow=True,
                in_stack=True,
            )


def made(tree: Tree, resources: Iterable[Resource]) -> Iterator[Resource]:
    """The ConfigMaps and Secrets that generators make, and the resources in inline patches."""
    for resource in resources:
        if resource.kind not in KINDS:
            continue
        for key, kind in _GENERATORS.items():
            for entry in items(resource.node, key):
                given = tuple(_given(tree, resource, entry))
                yield replace(
                    resource, kind=kind, name=text(entry, "name"), node=entry, given=given
                )
        yield from _patches(resource)


def _given(tree: Tree, resource: Resource, entry: Node) -> Iterator[Setting]:
    origin = f"generator of {text(entry, 'name')}"
    for item in items(entry, "literals"):
        name, equals, value = item.text.partition("=")
        if equals:
            plain = value[1:-1] if value[:1] in "\"'" and value[:1] == value[-1:] != "" else value
            yield Setting(name, plain, resource.at(item, name), origin)
    folder = PurePosixPath(resource.uri).parent
    named = entry.get("env")
    for item in (*items(entry, "envs"), *((named,) if named is not None else ())):
        source = tree.get(str(folder / item.text))
        for one in dotenv.read(source.text)[0] if source is not None else ():
            place = Location(source.uri if source else "", one.region, one.name)
            yield Setting(one.name, one.value, place, origin)


def _patches(resource: Resource) -> Iterator[Resource]:
    """Patches that are a text in the kustomization; files of patches are read on their own."""
    nodes = [entry.get("patch") for entry in items(resource.node, "patches")]
    nodes += [entry.get("patch") for entry in items(resource.node, "patchesJson6902")]
    nodes += items(resource.node, "patchesStrategicMerge")
    for node in nodes:
        if node is None or "\n" not in node.text:
            continue
        inner, lines = inside(resource, node)
        for document in inner:
            yield from resources_in(document, resource.uri, lines)
            operations = _operations(document)
            if operations is not None:
                yield Resource("Patch", resource.name, operations, resource.uri, lines)


def _operations(document: Node) -> Node | None:
    """A JSON patch as if it were a container: the image and variables that it sets."""
    made = Node({}, document.start, document.end)
    variables: list[Node] = []
    values: dict[str, Node] = {}
    for operation in document.items:
        path, value = text(operation, "path"), operation.get("value")
        if value is None:
            continue
        if _IMAGE_PATH.search(path):
            values["image"] = value
        elif "/env" in path:
            variables.extend(value.items or [value])
    if variables:
        values["env"] = Node(variables, variables[0].start, variables[-1].end)
    made.value = values
    return made if values else None


def inside(resource: Resource, node: Node) -> tuple[tuple[Node, ...], Lines]:
    """The documents of a YAML text that is a scalar of a resource, with its lines at their place.

    What is not YAML has no documents.
    """
    whole = resource.lines.text
    raw = whole[node.start : node.end]
    header = re.match(r"[|>][^\r\n]*\r?\n", raw)
    start = node.start + (header.end() if header else 0)
    first = resource.lines.region(start, start).start_line
    body = raw[header.end() :] if header else node.text
    padded = "\n" * (first - 1) + body
    try:
        return yaml_.read(padded), Lines(padded)
    except ReadError:
        return (), Lines("")
