"""The routers of Traefik that lead to Langflow, in its files and in labels of Compose services."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scanner.deployments.limits import Budget
from scanner.deployments.proxies.virtual_host import VirtualHost, address_of, is_langflow
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import Source


@dataclass
class _Router:
    """One router of Traefik as its keys say it."""

    name: str
    place: Location
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def encrypted(self) -> bool:
        return any(key == "tls" or key.startswith("tls.") for key in self.keys)

    @property
    def plain(self) -> bool:
        points = {point.strip().lower() for point in self.keys.get("entrypoints", "").split(",")}
        middlewares = self.keys.get("middlewares", "").lower()
        sent_on = "redirect" in middlewares or "https" in middlewares
        return bool(points & {"web", "http"}) and not self.encrypted and not sent_on

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(re.findall(r"`([^`]+)`", self.keys.get("rule", "")))

    @property
    def has_login(self) -> bool:
        return bool(re.search(r"auth|oauth|oidc|sso", self.keys.get("middlewares", ""), re.I))


_SENT_ON = re.compile(r"redirections|redirectscheme|redirect-to-https", re.IGNORECASE)
_LABEL = re.compile(r"traefik\.http\.routers\.([^.=]+)\.([\w.\[\]]+)$", re.IGNORECASE)


def of_labels(source: Source) -> Iterator[VirtualHost]:
    """The routers in the labels of Langflow's services."""
    if b"traefik.http.routers" not in source.data:
        return
    lines = Lines(source.text)
    documents = yaml_.read(source.text)
    services = documents[0].get("services") if documents else None
    redirected, budget = bool(_SENT_ON.search(source.text)), Budget()
    for name, service in (services.mapping if services else {}).items():
        labels = service.get("labels") or service.get("deploy", "labels")
        image = service.get("image")
        ours = is_langflow(name) or bool(image and "langflow" in image.text)
        if labels is None or not ours:
            continue
        routers: dict[str, _Router] = {}
        for label, node in budget.take(_labels(labels)):
            key, _, value = label.partition("=")
            match = _LABEL.match(key.strip())
            if match:
                place = Location(source.uri, lines.region(node.start, node.end), key.strip())
                router = routers.setdefault(match.group(1), _Router(match.group(1), place))
                router.keys[match.group(2).lower()] = value.strip()
                if match.group(2).lower() == "entrypoints":
                    router.place = place
        yield from _routed(source, name, tuple(routers.values()), redirected=redirected)


def _labels(labels: Node) -> Iterator[tuple[str, Node]]:
    for item in labels.items:
        yield item.text, item
    for key, node in labels.mapping.items():
        start = labels.keys[key][0] if key in labels.keys else node.start
        yield f"{key}={node.text}", Node(None, start, node.end)


def _routed(
    source: Source, backend: str, routers: Sequence[_Router], *, redirected: bool
) -> Iterator[VirtualHost]:
    """The routers of one service; a plain one beside an encrypted one sends clients on to that."""
    encrypted = any(router.encrypted for router in routers)
    for router in routers:
        yield VirtualHost(
            proxy="Traefik",
            uri=source.uri,
            location=router.place,
            backend=backend,
            names=router.names,
            plain=router.place if router.plain and not encrypted and not redirected else None,
            encrypted=router.encrypted,
            has_login=router.has_login,
            includes=True,
        )


def of_file(source: Source) -> Iterator[VirtualHost]:
    """The routers of a dynamic configuration (doc.traefik.io, file provider)."""
    lines, redirected = Lines(source.text), bool(_SENT_ON.search(source.text))
    budget = Budget()
    for document in yaml_.read(source.text):
        services = document.get("http", "services") or Node({}, 0, 0)
        ours = {
            name: url
            for name, service in services.mapping.items()
            for server in budget.take(
                (service.get("loadBalancer", "servers") or Node([], 0, 0)).items
            )
            if (url := address_of(_text(server, "url"))) and is_langflow(url)
        }
        protocols = tuple(_versions(source, lines, document)) if ours else ()
        found: dict[str, list[_Router]] = {}
        for name, node in (document.get("http", "routers") or Node({}, 0, 0)).mapping.items():
            target = _text(node, "service").partition("@")[0]
            if target in ours:
                points = node.get("entryPoints") or node
                place = Location(source.uri, lines.region(points.start, points.end), name)
                router = _Router(name, place)
                for key, value in budget.take(node.mapping.items()):
                    router.keys[key.lower()] = ",".join(one.text for one in value.items or [value])
                found.setdefault(target, []).append(router)
        for target, routers in found.items():
            for host in _routed(source, ours[target], routers, redirected=redirected):
                yield replace(host, protocols=protocols)


def _versions(source: Source, lines: Lines, document: Node) -> Iterator[tuple[str, Location]]:
    for options in (document.get("tls", "options") or Node({}, 0, 0)).mapping.values():
        version = options.get("minVersion")
        if version is not None:
            place = Location(source.uri, lines.region(version.start, version.end), "minVersion")
            yield version.text, place


def _text(node: Node, key: str) -> str:
    child = node.get(key)
    return child.text if child else ""
