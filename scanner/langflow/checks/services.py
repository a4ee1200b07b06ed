"""What a Compose service says beyond its settings, image, ports and mounts."""

from collections.abc import Mapping
from functools import lru_cache

from scanner.collect import Source
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.langflow.facts import Deployment, Form
from scanner.langflow.match import Facts
from scanner.model import Location


def replicas(facts: Facts, unit: Deployment) -> Location | None:
    """The number that asks for more than one container of the service."""
    source = facts.tree.get(unit.uri)
    if unit.form is not Form.COMPOSE or source is None:
        return None
    service = _services(source).get(unit.name)
    for path in (("deploy", "replicas"), ("scale",)):
        node = service.get(*path) if service else None
        if node and node.text.isdigit() and len(node.text) < 6 and int(node.text) > 1:
            region = Lines(source.text).region(node.start, node.end)
            return Location(source.uri, region, path[-1])
    return None


@lru_cache(maxsize=32)
def _services(source: Source) -> Mapping[str, Node]:
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return {}  # reported where the file is read itself
    services = documents[0].get("services") if documents else None
    return services.mapping if services else {}
