"""What a Compose service says beyond settings, image and ports: volumes and replicas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from scanner.collect import Source
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Node
from scanner.langflow.facts import Deployment, Form
from scanner.langflow.match import Facts


@dataclass(frozen=True, slots=True)
class Mount:
    """One volume of a container."""

    target: PurePosixPath
    writable: bool

    def holds(self, path: str) -> bool:
        """Whether a path of the container lies in it."""
        return PurePosixPath(path).is_relative_to(self.target)


def mounts(facts: Facts, unit: Deployment) -> Iterator[Mount]:
    """The volumes of a Compose service, short and long form."""
    service = _service(facts, unit)
    volumes = service.get("volumes") if service else None
    for item in volumes.items if volumes else []:
        if item.mapping:
            target, read_only = item.get("target"), item.get("read_only")
            is_writable = not (read_only and read_only.text.lower() == "true")
        else:
            parts = item.text.split(":")
            target = None
            is_writable = "ro" not in parts[-1].split(",")
        path = target.text if target else _target(item.text)
        if path.startswith("/"):
            yield Mount(PurePosixPath(path), is_writable)


def _target(short: str) -> str:
    """The place in the container: `source:target[:options]`, or a target alone."""
    parts = short.split(":")
    return parts[1] if len(parts) > 1 else parts[0]


def replicas(facts: Facts, unit: Deployment) -> Node | None:
    """The number that asks for more than one container of the service."""
    service = _service(facts, unit)
    for path in (("deploy", "replicas"), ("scale",)):
        node = service.get(*path) if service else None
        if node and node.text.isdigit() and len(node.text) < 6 and int(node.text) > 1:
            return node
    return None


def _service(facts: Facts, unit: Deployment) -> Node | None:
    source = facts.tree.get(unit.uri)
    if unit.form is not Form.COMPOSE or source is None:
        return None
    return _services(source).get(unit.name)


@lru_cache(maxsize=32)
def _services(source: Source) -> Mapping[str, Node]:
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return {}  # reported where the file is read itself
    services = documents[0].get("services") if documents else None
    return services.mapping if services else {}
