"""Configurations of tunnels: what of a machine or a network they give a public address.

cloudflared (`ingress`), ngrok (`tunnels` of version 2, `endpoints` of version 3) and frp's client
(`proxies`, or sections of an INI file). What starts a tunnel by a command is among the scripts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.deployments.format import Read
from scanner.errors import ReadError
from scanner.formats import json_, sections, yaml_
from scanner.formats.positions import Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_LOGINS = frozenset(
    {"basic_auth", "auth", "oauth", "oidc", "ip_restriction", "mutual_tls_cas", "traffic_policy"}
    | {"policy", "httpuser", "http_user", "httppassword", "http_pwd"}
)
"""Keys of ngrok and frp that ask visitors who they are."""
_PRIVATE = frozenset({"stcp", "xtcp", "sudp"})
"""Types of frp's proxies that only its own clients reach, with a key."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One public address."""

    program: str
    target: str
    """Where it leads: a port, `host:port` or a URL."""
    location: Location
    is_guarded: bool
    """Whether the file itself asks visitors for a login."""
    has_account: bool = False
    """Whether an account elsewhere may ask for one."""


def tunnels(tree: Tree) -> tuple[Tunnel, ...]:
    """All of the tree; `read` names files that are damaged."""
    return tree.once(_tunnels)


def _tunnels(tree: Tree) -> tuple[Tunnel, ...]:
    found: list[Tunnel] = []
    for source in tree.of(FileKind.TUNNEL):
        try:
            found.extend(_of(source))
        except ReadError:
            continue
    return tuple(found)


def read(_: Tree, source: Source) -> Read:
    """Nothing is deployed by a tunnel; only whether it can be read.

    Raises:
        ReadError: it cannot.
    """
    tuple(_of(source))
    return Read()


def _of(source: Source) -> Iterator[Tunnel]:
    name = source.name.lower()
    if name.endswith((".toml", ".ini")):
        yield from _frp_sections(source)
        return
    documents = (json_.read(source.text),) if name.endswith(".json") else yaml_.read(source.text)
    for document in documents:
        for reader in (_cloudflared, _ngrok, _frp):
            yield from reader(source, document)


def _cloudflared(source: Source, document: Node) -> Iterator[Tunnel]:
    """developers.cloudflare.com/tunnel, configuration file of a locally managed tunnel."""
    rules = document.get("ingress")
    if document.get("tunnel") is None or rules is None:
        return
    above = _requires_access(document)
    for rule in rules.items:
        service = rule.get("service")
        if service is not None and service.text:
            place = source.at(service.start, service.end, "service")
            guarded = above or _requires_access(rule)
            yield Tunnel("cloudflared", service.text, place, guarded, has_account=True)


def _requires_access(node: Node) -> bool:
    required = node.get("originRequest", "access", "required")
    return required is not None and required.text == "true"


def _ngrok(source: Source, document: Node) -> Iterator[Tunnel]:
    """ngrok.com/docs/agent/config, versions 2 and 3."""
    named = document.get("tunnels")
    for one in named.mapping.values() if named is not None else ():
        yield from _tunnel("ngrok", source, one, one.get("addr"))
    listed = document.get("endpoints")
    for one in listed.items if listed is not None else ():
        yield from _tunnel("ngrok", source, one, one.get("upstream", "url"))


def _frp(source: Source, document: Node) -> Iterator[Tunnel]:
    """github.com/fatedier/frp, `proxies` in YAML or JSON."""
    listed = document.get("proxies") if document.get("serverAddr") is not None else None
    for one in listed.items if listed is not None else ():
        kind = one.get("type")
        if kind is None or kind.text not in _PRIVATE:
            yield from _tunnel("frp", source, one, one.get("localPort"))


def _tunnel(program: str, source: Source, node: Node, target: Node | None) -> Iterator[Tunnel]:
    if target is None:
        return
    text = target.text or (str(target.value) if isinstance(target.value, int) else "")
    guarded = bool(_LOGINS & {key.lower() for key in node.mapping})
    if text:
        yield Tunnel(program, text, source.at(target.start, target.end, program), guarded)


def _frp_sections(source: Source) -> Iterator[Tunnel]:
    """frp's client in TOML, or in the INI of versions before 0.52."""
    groups: list[tuple[str, dict[str, sections.Entry]]] = []
    for entry in sections.read(source.text):
        key = entry.key.replace("_", "").lower()
        is_next = not groups or groups[-1][0] != entry.section or key in groups[-1][1]
        if is_next:
            groups.append((entry.section, {}))
        groups[-1][1][key] = entry
    for _, entries in groups:
        port = entries.get("localport")
        if port is None or _value(entries, "type") in _PRIVATE:
            continue
        guarded = bool({"httpuser", "httppassword", "httppwd"} & entries.keys())
        place = source.at(port.start, port.end, "localPort")
        yield Tunnel("frp", _value(entries, "localport"), place, guarded)


def _value(entries: Mapping[str, sections.Entry], key: str) -> str:
    entry = entries.get(key)
    return (sections.toml_string(entry.value) or "") if entry is not None else ""
