"""Reverse proxies: the virtual hosts that lead to Langflow, and how they are protected.

Read from nginx configurations, Caddyfiles, Traefik's files and the labels of Compose services.
Files that a configuration includes are not followed; a host with includes may be better than it
looks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import urlsplit

from scanner.collect import FileKind, Source, Tree
from scanner.errors import ReadError
from scanner.formats import directives, yaml_
from scanner.formats.directives import Directive
from scanner.formats.positions import Lines, Node
from scanner.langflow import facts
from scanner.langflow.limits import Budget
from scanner.model import Location

_NEAR = re.compile(
    r"^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|[\w.-]+\.(local|localhost|test|internal))$"
)
_MENTIONED = re.compile(rf"langflow|\b{facts.PORT}\b", re.IGNORECASE)
_TEMPLATED = re.compile(r"\{\{|\{%|<%")


@dataclass(frozen=True, slots=True)
class VirtualHost:
    """One name or port of a proxy behind which Langflow stands."""

    proxy: str
    uri: str
    location: Location
    """The directive that leads to Langflow."""
    backend: str
    """Host and port it leads to."""
    names: tuple[str, ...] = ()
    plain: Location | None = None
    """Where it says that it answers on port 80 as it is, neither encrypted nor sent on."""
    encrypted: bool = False
    has_login: bool = False
    includes: bool = False
    behind_another: bool = False
    """Whether it says that another proxy stands in front: then that one may end TLS."""
    headers: frozenset[str] = frozenset()
    """The names of the headers that it adds, lower case."""
    protocols: tuple[tuple[str, Location], ...] = ()
    """TLS versions and ciphers, as written."""
    any_origin: Location | None = None
    """Where it allows every web site to read what Langflow answers."""
    any_origin_with_cookies: bool = False
    key_files: tuple[str, ...] = ()
    no_body_limit: Location | None = None
    takes_client_address: Location | None = None
    """Where it hands on the address that a client claims to have."""

    @property
    def is_local(self) -> bool:
        """Whether it is only for the machine itself."""
        return bool(self.names) and all(_NEAR.match(name) for name in self.names)


@lru_cache(maxsize=1)
def virtual_hosts(tree: Tree) -> tuple[VirtualHost, ...]:
    """Those that lead to Langflow, of all proxies; `check_readable` names unreadable files."""
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


def check_readable(_: Tree, source: Source) -> tuple[tuple[()], tuple[()]]:
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
    return (), ()


def _is_langflow(backend: str) -> bool:
    """Whether `host:port` is Langflow's: by its port or its name."""
    host, _, port = backend.rpartition(":")
    return port == str(facts.PORT) or "langflow" in (host or backend).lower()


def _address(url: str) -> str:
    """Host and port of a backend as written, with or without a scheme."""
    try:
        return urlsplit(url if "//" in url else f"//{url}").netloc.rpartition("@")[2]
    except ValueError:
        return ""


# nginx

_MAX_SHARED = 300
"""Directives around the servers that count for each of them."""
_BEHIND = frozenset({"real_ip_header", "set_real_ip_from"})
_LOGINS = frozenset({"auth_basic", "auth_request", "auth_jwt", "deny"})


def _nginx(source: Source) -> Iterator[VirtualHost]:
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
            if _is_langflow(backend)
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
    address = _address(target)
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


# Caddy

_SITE = re.compile(r"^(?:(?P<scheme>https?)://)?(?P<host>\[[^\]]*\]|[^:/]*)(?::(?P<port>\d+))?")


def _caddy(source: Source) -> Iterator[VirtualHost]:
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
            for backend in map(_address, one.args)
            if _is_langflow(backend)
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


# Traefik


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


def _compose(source: Source) -> Iterator[VirtualHost]:
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
        ours = _is_langflow(name) or bool(image and "langflow" in image.text)
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


def _traefik(source: Source) -> Iterator[VirtualHost]:
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
            if (url := _address(_text(server, "url"))) and _is_langflow(url)
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


_READERS = {
    FileKind.NGINX: _nginx,
    FileKind.CADDYFILE: _caddy,
    FileKind.TRAEFIK: _traefik,
    FileKind.COMPOSE: _compose,
}
