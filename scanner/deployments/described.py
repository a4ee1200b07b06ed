"""Containers in nested values, whatever tool the values are for.

Task definitions, templates of clouds, values of charts and playbooks write a container in one of a
few ways: a mapping with an image, and its environment as a mapping, as a list of names and values,
or as `NAME=value`. Read once here; a format adds what only it knows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from scanner.deployments import model
from scanner.deployments.assembled import Container
from scanner.deployments.limits import Budget
from scanner.deployments.model import Exposure, Form, Image, Port, Setting
from scanner.deployments.server_command import Argument
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location

Resolve = Callable[[Node], str | None]
"""What a scalar amounts to; None where only the tool itself knows."""

_IMAGES = frozenset(
    {"image", "imageuri", "imagename", "containerimage", "dockerimage", "imageidentifier"}
)
_ENVIRONMENTS = frozenset(
    {
        "env",
        "envs",
        "environment",
        "environmentvariables",
        "secureenvironmentvariables",
        "runtimeenvironmentvariables",
        "envvars",
        "extraenv",
        "extraenvs",
        "extraenvvars",
        "containerenv",
        "remoteenv",
        "vars",
        "variables",
        "appsettings",
        "secrets",
    }
)
_WORDS = ("entrypoint", "command", "args", "cmd", "startcommand", "dockercommand")
_PORTS = frozenset({"containerport", "targetport", "internalport", "port", "ports"})
_NAMES = ("name", "key")
_GIVEN = ("value", "default", "defaultvalue", "set")
_UNKNOWN = re.compile(r"\$\$?\{|\$\(|\$\$\w|\{\{|\{%|<%|\[(?:parameters|variables|concat)\(|\ue000")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_PAIR = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_IN_TEXT = re.compile(r"(?<![\w.-])([A-Za-z_]\w*)=((?:\"[^\"\n]*\"|'[^'\n]*'|[^\s,\"'])*)")
_MAX_DEPTH = 60


def as_written(node: Node) -> str | None:
    """A scalar of a format without variables of its own; None where it holds a template's mark."""
    if node.tag or node.mapping or node.items or _UNKNOWN.search(node.text):
        return None
    return node.text if isinstance(node.value, str) else _json(node)


def _json(node: Node) -> str | None:
    """A number or a boolean of JSON as a variable holds it."""
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return None if node.value is None else str(node.value)


@dataclass
class _Scope:
    """One container as it is collected."""

    node: Node
    image: Image | None = None
    name: str = ""
    settings: list[Setting] = field(default_factory=list)
    words: list[Argument] = field(default_factory=list)
    ports: list[Port] = field(default_factory=list)


@dataclass
class Description:
    """The values of one file, or a part of them."""

    uri: str
    lines: Lines
    form: Form
    origin: str
    """In words, for the settings: `environment of the task definition`."""
    resolve: Resolve = as_written
    exposure: Exposure | None = None
    budget: Budget = field(default_factory=Budget)

    def containers(self, root: Node) -> Iterator[Container]:
        """Every container below a node; then the settings that belong to none."""
        scopes = [_Scope(root)]
        self._visit(root, scopes[0], scopes, set(), 0)
        for scope in (*scopes[1:], scopes[0]):
            if scope.image is None and not scope.settings and not scope.words:
                continue
            place = self.at(scope.node, scope.name)
            if scope.image is None and scope.settings:
                place = scope.settings[0].location
            yield Container(
                name=scope.name or "langflow",
                form=self.form,
                uri=self.uri,
                place=place,
                settings=tuple(scope.settings),
                image=scope.image,
                words=tuple(scope.words),
                ports=tuple(scope.ports),
                exposure=self.exposure,
            )

    def at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        """The place of a value, from its key on where that is given."""
        start = key[0] if key else node.start
        text, end = self.lines.text, max(node.end, start)
        while end > start and text[end - 1 : end].isspace():
            end -= 1
        return Location(self.uri, self.lines.region(start, end), name)

    def image(self, node: Node) -> Image | None:
        """An image in one string, or as a mapping of repository and tag."""
        if node.mapping:
            return self._composed(node)
        if not node.text:
            return None
        text = self.resolve(node)
        reference = text if text is not None else _without_marks(node.text)
        place = self.at(node, node.text)
        return model.image(reference, place, certain=text is not None) if reference else None

    def _composed(self, node: Node) -> Image | None:
        low = {_key(name): child for name, child in node.mapping.items()}
        named = low.get("repository") or low.get("name")
        if named is None or not named.text:
            return None
        tag = low.get("tag") or low.get("version")
        registry, digest = low.get("registry"), low.get("digest")
        has_tag = tag is not None and (tag.text or isinstance(tag.value, int | float))
        parts = [one for one in (named, tag if has_tag else None) if one is not None]
        texts = [self.resolve(one) for one in parts]
        reference = ":".join(text if text is not None else "" for text in texts).rstrip(":")
        if registry is not None and registry.text and "/" not in registry.text:
            reference = f"{registry.text}/{reference}"
        if digest is not None and digest.text:
            reference += f"@{digest.text}"
        anchor = parts[-1]
        certain = None not in texts
        return model.image(reference, self.at(anchor, reference), certain=certain)

    def _visit(
        self, node: Node, scope: _Scope, scopes: list[_Scope], seen: set[int], depth: int
    ) -> None:
        if id(node) in seen or depth > _MAX_DEPTH:
            return
        seen.add(id(node))
        if node.items:
            pairs = [self._pair(item) for item in node.items]
            ours = [p for p in pairs if p is not None and p.name.startswith("LANGFLOW_")]
            if ours:
                scope.settings.extend(self.budget.take(p for p in pairs if p is not None))
                return
            for item in node.items:
                self._visit(item, scope, scopes, seen, depth + 1)
            return
        if node.mapping:
            self._visit_mapping(node, scope, scopes, seen, depth)

    def _visit_mapping(
        self, node: Node, scope: _Scope, scopes: list[_Scope], seen: set[int], depth: int
    ) -> None:
        low = {_key(name): (name, child) for name, child in node.mapping.items()}
        image = next((self.image(low[key][1]) for key in low if key in _IMAGES), None)
        if image is not None:
            name = low["name"][1].text if "name" in low else ""
            scope = _Scope(node, image, name or image.repository.rpartition("/")[2])
            scopes.append(scope)
        for key in _WORDS:
            if key in low:
                scope.words.extend(self._words(low[key][1]))
        if any(name.startswith("LANGFLOW_") for name in node.mapping):
            scope.settings.extend(self._mapped(node))
            return
        for key, (_, child) in low.items():
            if key in _PORTS:
                scope.ports.extend(self._ports(child))
            if key in _ENVIRONMENTS and self._is_environment(child):
                seen.add(id(child))
                scope.settings.extend(self.environment(child))
            elif key not in _WORDS and key not in _IMAGES:
                self._visit(child, scope, scopes, seen, depth + 1)

    def _is_environment(self, node: Node) -> bool:
        if node.items:
            return all(self._pair(item) is not None for item in node.items)
        return bool(node.mapping) and all(
            not child.items and (not child.mapping or _holds_value(child))
            for child in node.mapping.values()
        )

    def text_pairs(self, node: Node) -> Iterator[Setting]:
        """`NAME=value` in a text, a line or a comma apart; a mapping or a list as elsewhere."""
        if not node.text:
            yield from self.environment(node)
            return
        raw = self.lines.text[node.start : node.end]
        for match in self.budget.take(_IN_TEXT.finditer(raw)):
            value = match[2].strip().strip("\"'")
            start, end = node.start + match.start(1), node.start + match.end()
            place = Location(self.uri, self.lines.region(start, end), match[1])
            known = None if _UNKNOWN.search(value) else value
            yield Setting(match[1], known, place, self.origin)

    def environment(self, node: Node) -> Iterator[Setting]:
        """Variables as a mapping, as a list of names and values, or as `NAME=value`."""
        if node.mapping:
            yield from self._mapped(node)
        pairs = (self._pair(item) for item in node.items)
        yield from self.budget.take(pair for pair in pairs if pair is not None)

    def _mapped(self, node: Node) -> Iterator[Setting]:
        """`NAME: value`, or `NAME: {value: ...}`; what comes from elsewhere has no known value."""
        for name, child in self.budget.take(node.mapping.items()):
            if not _NAME.fullmatch(name):
                continue
            held = child
            if child.mapping:
                low = {_key(key): one for key, one in child.mapping.items()}
                held = low.get("value") or low.get("default") or Node(None, child.start, child.end)
            key = node.keys.get(name)
            yield Setting(name, self._value(held), self.at(held, name, key), self.origin)

    def _pair(self, node: Node) -> Setting | None:
        """`{name: N, value: V}` in any case, or `N=V`."""
        if node.text:
            match = _PAIR.fullmatch(node.text.strip())
            if match is None or match[1] not in node.text:
                return None
            text = self.resolve(node)
            value = None if text is None else text.strip().partition("=")[2]
            return Setting(match[1], value, self.at(node, match[1]), self.origin)
        low = {_key(name): (name, child) for name, child in node.mapping.items()}
        name_node = next((low[key][1] for key in _NAMES if key in low), None)
        if name_node is None or not _NAME.fullmatch(name_node.text) or len(low) > 5:
            return None
        given = next((key for key in _GIVEN if key in low), "")
        if not given:
            if not any("from" in key or "ref" in key or key in {"sync", "scope"} for key in low):
                return None
            return Setting(name_node.text, None, self.at(node, name_node.text), self.origin)
        written, held = low[given]
        place = self.at(held, name_node.text, node.keys.get(written))
        return Setting(name_node.text, self._value(held), place, self.origin)

    def _value(self, node: Node) -> str | None:
        return None if node.value is None else self.resolve(node)

    def _words(self, node: Node) -> Iterator[Argument]:
        if node.text:
            for word in node.text.split():
                known = None if _UNKNOWN.search(word) else word
                yield Argument(known, self.at(node))
        for item in node.items:
            yield Argument(self.resolve(item), self.at(item))

    def _ports(self, node: Node) -> Iterator[Port]:
        for item in node.items or [node]:
            text = item.text or (_json(item) or "" if not item.mapping and not item.items else "")
            if text.isdigit():
                yield Port("", "", text, self.at(item, "ports"))


def _holds_value(node: Node) -> bool:
    keys = {_key(name) for name in node.mapping}
    return bool(keys & {"value", "valuefrom", "generator", "default", "secretref", "required"})


def _key(name: str) -> str:
    return re.sub(r"[_-]", "", name).lower()


def _without_marks(text: str) -> str:
    """An image's reference without the parts that only its tool can fill in."""
    plain = re.sub(
        r"\$\$?\{[^{}]*\}|\{\{.*?\}\}|\$\([^()]*\)|\$\$?\w+|\ue000", "", text, flags=re.DOTALL
    )
    return "" if plain.startswith("[") else plain.strip()


def scalars(node: Node, resolve: Resolve = as_written) -> Mapping[str, str]:
    """The known scalars of a mapping, by the key as it is compared."""
    found = {_key(name): resolve(child) for name, child in node.mapping.items()}
    return {name: text for name, text in found.items() if text is not None}
