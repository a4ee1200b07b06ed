"""The servers of nginx configurations that lead to Langflow (nginx.org/en/docs)."""

import re
from collections.abc import Iterator, Sequence

from scanner.deployments.proxies.virtual_host import VirtualHost, address_of, is_langflow
from scanner.formats import directives
from scanner.formats.directives import Directive
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import Source

_MAX_SHARED = 300
"""Directives around the servers that count for each of them."""
_BEHIND = frozenset({"real_ip_header", "set_real_ip_from"})
_LOGINS = frozenset({"auth_basic", "auth_request", "auth_jwt", "deny"})


def virtual_hosts(source: Source) -> Iterator[VirtualHost]:
    """The servers that lead to Langflow, with what protects them.

    Raises:
        ReadError: no configuration of nginx.
    """
    lines = Lines(source.text)
    root = Directive("", (), 0, 0, directives.read_nginx(source.text))
    upstreams = {
        one.args[0]: [server.args[0] for server in one.of("server") if server.args]
        for one in root.walk()
        if one.name == "upstream" and one.args
    }
    holders = [root, *(one for one in root.walk() if one.name == "http")]
    shared = [one for holder in holders for one in holder.block or () if one.block is None]
    shared = shared[:_MAX_SHARED]
    for server in root.walk():
        if server.name == "server" and server.block is not None:
            host = _server(source, lines, server, upstreams, shared)
            if host is not None:
                yield host


def _server(
    source: Source,
    lines: Lines,
    server: Directive,
    upstreams: dict[str, list[str]],
    shared: Sequence[Directive],
) -> VirtualHost | None:
    """What a `server` block amounts to, where it leads to Langflow."""

    def at(one: Directive, name: str = "") -> Location:
        return Location(source.uri, lines.region(one.start, one.end), name or one.name)

    inside = [*shared, *server.walk()]
    leads = next(
        (
            (one, backend)
            for one in inside
            if one.name in {"proxy_pass", "grpc_pass"} and one.args
            for backend in _backends(one.args[0], upstreams)
            if is_langflow(backend)
        ),
        None,
    )
    if leads is None:
        return None
    listens = list(server.of("listen"))
    secure = [one for one in listens if "ssl" in one.args or "quic" in one.args]
    by_switch = any(one.args == ("on",) for one in server.of("ssl"))
    plain = next((one for one in listens if one not in secure and _is_port_80(one)), None)
    if not listens:
        plain = server
    sent_on = any(
        one.name in {"return", "rewrite"} and any("https://" in arg for arg in one.args)
        for one in server.walk()
    )
    headers = {one.args[0].lower() for one in inside if one.name == "add_header" and one.args}
    return VirtualHost(
        proxy="nginx",
        uri=source.uri,
        location=at(leads[0]),
        backend=leads[1],
        names=tuple(name for one in server.of("server_name") for name in one.args),
        plain=at(plain) if plain and not sent_on and not by_switch else None,
        encrypted=bool(secure) or by_switch,
        has_login=any(one.name in _LOGINS and one.args != ("off",) for one in inside),
        includes=any(
            one.name == "include" and not "".join(one.args).endswith("mime.types") for one in inside
        ),
        behind_another=any(one.name in _BEHIND for one in inside) or _hands_on_scheme(inside),
        headers=frozenset(headers),
        any_origin=next((at(one) for one in inside if _allows_any_origin(one, inside)), None),
        any_origin_with_cookies=_allows_cookies(inside),
        protocols=tuple(
            (word, at(one))
            for one in inside
            if one.name in {"ssl_protocols", "ssl_ciphers"}
            for word in (one.args if one.name == "ssl_protocols" else _ciphers(one))
        ),
        key_files=tuple(
            one.args[0] for one in inside if one.name == "ssl_certificate_key" and one.args
        ),
        no_body_limit=next(
            (
                at(one)
                for one in inside
                if one.name == "client_max_body_size" and one.args == ("0",)
            ),
            None,
        ),
        takes_client_address=next(
            (
                at(one)
                for one in inside
                if one.name == "proxy_set_header"
                and len(one.args) > 1
                and one.args[0].lower() in {"x-forwarded-for", "x-real-ip"}
                and "$http_x_" in one.args[1].lower()
            ),
            None,
        ),
    )


def _is_header(one: Directive, name: str) -> bool:
    return one.name == "add_header" and len(one.args) > 1 and one.args[0].lower() == name


def _allows_any_origin(one: Directive, inside: Sequence[Directive]) -> bool:
    """Whether a header allows every origin: by the wildcard, or by repeating what was asked."""
    if not _is_header(one, "access-control-allow-origin"):
        return False
    looked_at = any(
        inner.name == "if" and "$http_origin" in " ".join(inner.args) for inner in inside
    )
    return one.args[1] == "*" or (one.args[1] == "$http_origin" and not looked_at)


def _allows_cookies(inside: Sequence[Directive]) -> bool:
    """Whether credentials are allowed with a repeated origin; browsers refuse them with `*`."""
    allowed = any(
        _is_header(one, "access-control-allow-credentials") and one.args[1] == "true"
        for one in inside
    )
    return allowed and any(
        _is_header(one, "access-control-allow-origin") and one.args[1] == "$http_origin"
        for one in inside
    )


def _backends(target: str, upstreams: dict[str, list[str]]) -> list[str]:
    address = address_of(target)
    return upstreams.get(address.partition(":")[0], [address])


def _is_port_80(listen: Directive) -> bool:
    word = listen.args[0] if listen.args else ""
    return word == "80" or word.endswith(":80") or (":" not in word and "." in word)


def _hands_on_scheme(inside: Sequence[Directive]) -> bool:
    """Whether the scheme comes from a proxy in front: `$http_x_forwarded_proto`."""
    return any(
        one.name == "proxy_set_header"
        and len(one.args) > 1
        and one.args[0].lower() == "x-forwarded-proto"
        and one.args[1].lower() in {"https", "$http_x_forwarded_proto"}
        for one in inside
    )


def _ciphers(one: Directive) -> list[str]:
    return [word for arg in one.args for word in re.split(r"[:,\s]+", arg)]
