"""How many containers of one description run: Compose services and Kubernetes workloads."""

from collections.abc import Mapping
from functools import lru_cache

from scanner.checks.facts import Facts
from scanner.deployments.kubernetes import resources as kubernetes_resources
from scanner.deployments.model import Deployment, Form
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import Source


def replicas(facts: Facts, unit: Deployment) -> Location | None:
    """The number that asks for more than one container of the unit."""
    source = facts.tree.get(unit.uri)
    if source is None:
        return None
    if unit.form is Form.KUBERNETES:
        return _workloads(source).get(unit.name)
    if unit.form is not Form.COMPOSE:
        return None
    service = _services(source).get(unit.name)
    for path in (("deploy", "replicas"), ("scale",)):
        node = service.get(*path) if service else None
        if node and _is_many(node):
            region = Lines(source.text).region(node.start, node.end)
            return Location(source.uri, region, path[-1])
    return None


def _is_many(node: Node) -> bool:
    return node.text.isdigit() and len(node.text) < 6 and int(node.text) > 1


@lru_cache(maxsize=32)
def _services(source: Source) -> Mapping[str, Node]:
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return {}  # reported where the file is read itself
    services = documents[0].get("services") if documents else None
    return services.mapping if services else {}


@lru_cache(maxsize=32)
def _workloads(source: Source) -> Mapping[str, Location]:
    """The workloads of a manifest that ask for several pods, by name."""
    found: dict[str, Location] = {}
    try:
        for resource in kubernetes_resources.resources_of(source):
            node = resource.node.get("spec", "replicas")
            if node and resource.kind in kubernetes_resources.WORKLOADS and _is_many(node):
                found[resource.name] = resource.key("spec", "replicas")
    except ReadError:
        return {}  # reported where the file is read itself
    return found
