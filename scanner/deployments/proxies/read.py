"""Reverse proxies: the virtual hosts that lead to Langflow, and how they are protected.

Read from nginx configurations, Caddyfiles, Traefik's files and the labels of Compose services.
Files that a configuration includes are not followed; a host with includes may be better than it
looks.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from scanner.deployments import model as facts
from scanner.deployments.format import Read
from scanner.deployments.proxies import caddy as proxy_caddy
from scanner.deployments.proxies import nginx as proxy_nginx
from scanner.deployments.proxies import traefik as proxy_traefik
from scanner.deployments.proxies.virtual_host import VirtualHost
from scanner.errors import ReadError
from scanner.tree.source import FileKind, Source, Tree

_MENTIONED = re.compile(rf"langflow|\b{facts.PORT}\b", re.IGNORECASE)
_TEMPLATED = re.compile(r"\{\{|\{%|<%")


_READERS: Mapping[FileKind, Callable[[Source], Iterator[VirtualHost]]] = {
    FileKind.NGINX: proxy_nginx.virtual_hosts,
    FileKind.CADDYFILE: proxy_caddy.virtual_hosts,
    FileKind.TRAEFIK: proxy_traefik.of_file,
    FileKind.COMPOSE: proxy_traefik.of_labels,
}


def virtual_hosts(tree: Tree) -> tuple[VirtualHost, ...]:
    """Those that lead to Langflow, of all proxies; `check_readable` names unreadable files."""
    return tree.once(_virtual_hosts)


def _virtual_hosts(tree: Tree) -> tuple[VirtualHost, ...]:
    found: list[VirtualHost] = []
    for source in tree.sources:
        read = _READERS.get(source.kind)
        if read is None or not _MENTIONED.search(source.text):
            continue
        try:
            found.extend(read(source))
        except ReadError:
            continue
    return tuple(found)


def check_readable(_: Tree, source: Source) -> Read:
    """Nothing is deployed by a proxy; only whether it can be read.

    Raises:
        ReadError: it cannot, speaks of Langflow and is no template.
    """
    if _MENTIONED.search(source.text):
        try:
            tuple(_READERS[source.kind](source))
        except ReadError:
            if not _TEMPLATED.search(source.text):
                raise
    return Read()
