"""The sites of Caddyfiles that lead to Langflow (caddyserver.com/docs/caddyfile)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scanner.deployments.proxies.virtual_host import VirtualHost, address_of, is_langflow
from scanner.formats import directives
from scanner.formats.directives import Directive
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import Source

_SITE = re.compile(r"^(?:(?P<scheme>https?)://)?(?P<host>\[[^\]]*\]|[^:/]*)(?::(?P<port>\d+))?")


def virtual_hosts(source: Source) -> Iterator[VirtualHost]:
    """The sites that lead to Langflow, with what protects them.

    Raises:
        ReadError: no Caddyfile.
    """
    lines = Lines(source.text)
    top = directives.read_caddyfile(source.text)
    options = [one for one in top if not one.name]
    behind = any(inner.name == "trusted_proxies" for one in options for inner in one.walk())
    manual = any(
        inner.name == "auto_https" and "off" in inner.args
        for one in options
        for inner in one.walk()
    )
    if top and all(one.block is None or not one.name for one in top):  # one site without braces
        first = next((one for one in top if one.name), None)
        rest = tuple(one for one in top if one.name and one is not first)
        top = (replace(first, block=rest),) if first else ()
    for site in top:
        if site.name and site.block is not None and not site.name.startswith("("):
            host = _site(source, lines, site)
            if host is not None:
                yield replace(host, behind_another=behind or manual)


def _site(source: Source, lines: Lines, site: Directive) -> VirtualHost | None:
    inside = list(site.walk())[1:]
    leads = next(
        (
            (one, backend)
            for one in inside
            if one.name in {"reverse_proxy", "to"}
            for backend in map(address_of, one.args)
            if is_langflow(backend)
        ),
        None,
    )
    if leads is None:
        return None
    words = (site.name, *site.args)
    addresses = [word.strip(",") for word in words if word.strip(",")]
    matches = [match for word in addresses if (match := _SITE.match(word))]
    plain = [m for m in matches if m["scheme"] == "http" or m["port"] == "80"]
    sent_on = any(one.name == "redir" and "https://" in " ".join(one.args) for one in inside)
    place = Location(source.uri, lines.region(site.start, site.end), site.name)
    return VirtualHost(
        proxy="Caddy",
        uri=source.uri,
        location=Location(source.uri, lines.region(leads[0].start, leads[0].end), leads[0].name),
        backend=leads[1],
        names=tuple(m["host"] for m in matches if m["host"]),
        plain=place if plain and not sent_on else None,
        encrypted=any(m not in plain and m["host"] for m in matches),
        has_login=any(one.name in {"basic_auth", "basicauth", "forward_auth"} for one in inside),
        includes=any(one.name == "import" for one in inside),
        headers=frozenset(
            word.lstrip("+?-").lower() for one in inside for word in (one.name, *one.args[:1])
        ),
        key_files=tuple(one.args[1] for one in inside if one.name == "tls" and len(one.args) > 1),
    )
