"""What a service of a Compose file says of its command, mounts, ports, labels and options."""

import re
import shlex
from collections.abc import Iterator
from typing import Protocol

from scanner.deployments.model import REPLICAS, Mount, Option, Port
from scanner.deployments.server_command import Argument
from scanner.formats.positions import Node
from scanner.model.place import Location

_OPTIONS = ("user", "privileged", "cap_add", "cap_drop", "security_opt", "read_only", "pid")
_ROUTER = re.compile(r"traefik\.http\.routers\.[^.]+\.(rule|middlewares)")
_SHORT_PORT = re.compile(
    r"^(?:(?P<host>\[[^\]]*\]|[^:]*):(?=[^:]*:))?(?:(?P<published>[^:]*):)?(?P<target>[^:/]+)(?:/\w+)?$"
)


class Written(Protocol):
    """The file that a service stands in."""

    def expand(self, text: str) -> str | None:
        """A text with its variables filled in; None where one is not known."""

    def at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        """The place of a node."""


def words(file: Written, node: Node, key: str) -> tuple[Argument, ...] | None:
    """The words of `command` or `entrypoint`, in either form; None where it is not given."""
    child = node.get(key)
    if child is None or child.tag:
        return None if child is None else ()
    if not child.text:
        return tuple(Argument(file.expand(i.text), file.at(i, key)) for i in child.items)
    try:
        words = shlex.split(child.text)
    except ValueError:  # an open quote: Compose refuses the file
        words = child.text.split()
    return tuple(Argument(file.expand(word), file.at(child, key)) for word in words)


def mounts(file: Written, node: Node) -> Iterator[Mount]:
    """Its volumes and bind mounts, in both forms."""
    for item in (node.get("volumes") or Node([], 0, 0)).items:
        if item.mapping:
            read_only = text_of(item, "read_only") == "true"
            yield Mount(text_of(item, "source"), text_of(item, "target"), read_only, file.at(item))
            continue
        source, _, rest = (file.expand(item.text) or item.text).partition(":")
        target, _, mode = rest.partition(":")
        yield Mount(source, target, "ro" in mode.split(","), file.at(item))


def options(file: Written, node: Node) -> Iterator[Option]:
    """Its rights, how many of it run, and how a proxy leads to it."""
    for name in _OPTIONS:
        child = node.get(name)
        for item in (child.items or [child]) if child else ():
            if item.text:
                yield Option(name, file.expand(item.text) or "", file.at(item, name))
    for path in (("scale",), ("deploy", "replicas")):
        wanted = node.get(*path)
        if wanted is not None and wanted.text:
            yield Option(REPLICAS, file.expand(wanted.text) or "", file.at(wanted, path[-1]))
    yield from routes(file, node)


def routes(file: Written, node: Node) -> Iterator[Option]:
    """The labels by which Traefik leads requests to the service, as `traefik.rule`."""
    labels = node.get("labels") or node.get("deploy", "labels") or Node([], 0, 0)
    written = [(name, value.text, value) for name, value in labels.mapping.items()]
    for item in labels.items:
        name, _, value = item.text.partition("=")
        written.append((name, value, item))
    for name, value, place in written:
        match = _ROUTER.fullmatch(name.strip())
        if match:
            yield Option(f"traefik.{match[1]}", value.strip(), file.at(place, name.strip()))


def ports(file: Written, node: Node) -> Iterator[Port]:
    """What it publishes, in both forms."""
    for item in (node.get("ports") or Node([], 0, 0)).items:
        place = file.at(item)
        if item.mapping:
            host, published = text_of(item, "host_ip"), text_of(item, "published")
            yield Port(host, published, text_of(item, "target"), place)
            continue
        match = _SHORT_PORT.match((file.expand(item.text) or item.text).strip())
        if match:
            yield Port(match["host"] or "", match["published"] or "", match["target"], place)


def text_of(node: Node, key: str) -> str:
    """The text of a member; empty where there is none."""
    child = node.get(key)
    return child.text if child else ""
