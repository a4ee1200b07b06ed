"""How reverse proxies in front of Langflow protect it: LF-NET-003 to LF-NET-006, LF-AUTH-014."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import example_or, is_on, literal
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import PUBLISHING_FORMS, Exposure
from scanner.deployments.proxies.read import virtual_hosts
from scanner.deployments.proxies.virtual_host import VirtualHost
from scanner.formats.positions import Lines
from scanner.model.finding import Location, Region
from scanner.tree.guards import is_development, is_template, is_test
from scanner.tree.source import FileKind, Source


def _is_served(host: VirtualHost, place: Location) -> bool:
    """Whether it serves more than one's own machine or a template's reader."""
    return not (host.is_local or is_development(place) or is_template(place))


@check("LF-NET-003")
def plain_virtual_host(facts: Facts) -> Iterator[Match]:
    """A virtual host that answers on port 80 itself, and does not send clients to HTTPS."""
    hosted = facts.tree.of(FileKind.RENDER, FileKind.FLY, FileKind.RAILWAY)
    if facts.settings.profile in {"internal", "dev"} or hosted:
        return  # a platform ends TLS in front of what it hosts
    for host in virtual_hosts(facts.tree):
        if host.plain is None or host.behind_another or _is_closed(host, facts):
            continue
        if _is_served(host, host.plain):
            message = (
                f"{host.proxy} answers for Langflow over plain HTTP and sends nobody to HTTPS: "
            )
            message += "passwords, keys and sessions can be read on the way"
            fix = _TO_HTTPS[host.proxy]
            yield Match(message, host.plain, related=(host.location,), fix=fix)


_TO_HTTPS = {
    "nginx": "return 301 https://$host$request_uri;",
    "Caddy": "flows.example.com {",
    "Traefik": "entrypoints: websecure, with tls.certresolver",
}


def _is_closed(host: VirtualHost, facts: Facts) -> bool:
    """Whether the proxy is a container here that only this machine or the stack can reach."""
    containers = [
        unit
        for unit in facts.units
        if unit.image is not None
        and host.proxy.lower() in unit.image.repository
        and unit.form in PUBLISHING_FORMS
    ]
    return bool(containers) and all(c.exposure is not Exposure.PUBLISHED for c in containers)


def any_origin(facts: Facts) -> Iterator[Match]:
    """Proxies that allow every web site; they answer for Langflow, whatever it is set to."""
    for host in virtual_hosts(facts.tree):
        if host.any_origin is not None and _is_served(host, host.any_origin):
            with_cookies = host.any_origin_with_cookies
            message = f"{host.proxy} lets every web site read what Langflow answers"
            message += " with the user's cookies" if with_cookies else ""
            variant = "" if with_cookies else "no-credentials"
            yield Match(message, host.any_origin, variant, related=(host.location,))


_OLD = re.compile(r"^(?:SSLv[23]|TLSv1(?:\.[01])?|VersionTLS1[01])$", re.IGNORECASE)
_BROKEN = re.compile(r"(?:^|[-_+])(?:RC4|3DES|DES|NULL|EXP(?:ORT)?|aNULL|eNULL|MD5|LOW)(?:$|[-_+])")


@check("LF-NET-004")
def old_tls(facts: Facts) -> Iterator[Match]:
    """Versions of TLS before 1.2, or ciphers that are broken."""
    for host in virtual_hosts(facts.tree):
        for word, place in host.protocols:
            message, fix = "", "ssl_protocols TLSv1.2 TLSv1.3;"
            if _OLD.match(word):
                message = f"{host.proxy} still speaks {word} with clients of Langflow"
            elif _BROKEN.search(word) and not word.startswith(("!", "-")):
                message = f"{host.proxy} offers clients of Langflow the cipher {word}"
                fix = "ssl_ciphers HIGH:!aNULL:!MD5:!3DES;"
            if message and _is_served(host, place):
                fix = fix if host.proxy == "nginx" else "minVersion: VersionTLS12"
                yield Match(message, place, fix=fix)


_HEADERS = ("strict-transport-security", "x-content-type-options", "content-security-policy")


@check("LF-NET-005")
def missing_headers(facts: Facts) -> Iterator[Match]:
    """An encrypted host without the headers that browsers need, or without a limit for bodies."""
    for host in virtual_hosts(facts.tree):
        if host.no_body_limit is not None and _is_served(host, host.no_body_limit):
            message = "client_max_body_size 0 lets one request fill memory or disk"
            yield Match(message, host.no_body_limit, "no-limit")
        missing = [name for name in _HEADERS if name not in host.headers]
        bare = host.encrypted and not host.includes and len(missing) == len(_HEADERS)
        if bare and _is_served(host, host.location):
            message = f"{host.proxy} adds none of {', '.join(missing)} to what Langflow answers"
            yield Match(message, host.location)


@check("LF-AUTH-014")
def client_address_believed(facts: Facts) -> Iterator[Match]:
    """Rate limits go by an address that clients can make up."""
    hosts = [host for host in virtual_hosts(facts.tree) if host.takes_client_address]
    for unit in facts.units:
        if not unit.is_langflow or not is_on(unit, "LANGFLOW_RATE_LIMIT_TRUST_PROXY"):
            continue
        setting = unit.explicit("LANGFLOW_RATE_LIMIT_TRUST_PROXY")
        if setting is None:
            continue
        open_port = next((port for port in unit.ports if not port.is_loopback), None)
        message = "the rate limit goes by the address in X-Forwarded-For, and "
        is_open = unit.form in PUBLISHING_FORMS and open_port is not None
        if not (is_open or hosts) or is_development(setting.location):
            continue
        if unit.form in PUBLISHING_FORMS and open_port is not None:
            message += f"{unit.name} is published: clients can send that header themselves"
            variant = example_or(setting)
            fix = written(facts, setting.location, setting.name, "false")
            yield Match(message, setting.location, variant, related=(open_port.location,), fix=fix)
        elif hosts and hosts[0].takes_client_address:
            message += "the proxy hands on what the client sent there"
            fix = "proxy_set_header X-Forwarded-For $remote_addr;"
            place = hosts[0].takes_client_address
            yield Match(message, place, related=(setting.location,), fix=fix)


_PRIVATE = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE" + r" KEY-----")
_FOR_TRIAL = re.compile(
    r"(?:^|[^a-z])(?:localhost|dev|test|example|dummy|self[-_]?signed|snakeoil|local)(?:[^a-z]|$)"
)


@check("LF-NET-006")
def tls_key_committed(facts: Facts) -> Iterator[Match]:
    """A private key in the tree that Langflow or its proxy is told to use."""
    users: dict[str, Location] = {}
    for host in virtual_hosts(facts.tree):
        users |= {PurePosixPath(file).name: host.location for file in host.key_files}
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_SSL_KEY_FILE")
        if setting is not None and literal(setting):
            users[PurePosixPath(literal(setting)).name] = setting.location
    for source in facts.tree.sources:
        user = users.get(source.name)
        place = _private_key(source) if user is not None else None
        if user is not None and place is not None:
            trial = is_test(source.uri) or bool(_FOR_TRIAL.search(source.uri.lower()))
            message = (
                f"{source.uri} is the private key of Langflow's certificate: whoever has it can "
            )
            message += "read and change what users send"
            yield Match(message, place, "trial" if trial else "", related=(user,))


def _private_key(source: Source) -> Location | None:
    match = _PRIVATE.search(source.text) if len(source.data) < 100_000 else None
    if match is None:
        return None
    region: Region = Lines(source.text).region(match.start(), match.end())
    return Location(source.uri, region, source.name)
