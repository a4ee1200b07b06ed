"""`helm install` and `helm upgrade`: the values that their options set."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from scanner.deployments.commands.words import Words
from scanner.deployments.kubernetes import helm
from scanner.deployments.kubernetes.official_charts import Release, release
from scanner.deployments.model import Deployment
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Word
from scanner.tree.source import Source

_SETTERS = frozenset({"--set", "--set-string", "--set-literal", "--set-file", "--set-json"})
_VERBS = frozenset({"install", "upgrade", "template"})
_REMOTE = re.compile(r"(?:oci://\S+|[\w-]+)/[\w-]+")
_PART = re.compile(r"((?:\\.|[^.\\\[\]])+)|\[(\d+)\]")
_MAX_INDEX = 50
MAX_PAIRS = 500
"""Values in one word of a command."""


@dataclass
class _Tree:
    """Values as they are set, path by path."""

    children: dict[str, "_Tree"] = field(default_factory=dict)
    leaf: Node | None = None

    def put(self, path: list[str], leaf: Node) -> None:
        here = self
        for part in path:
            here = here.children.setdefault(part, _Tree())
        here.leaf = leaf

    def node(self) -> Node:
        """As YAML would have it; numbered children are a list."""
        if not self.children:
            return self.leaf or Node(None, 0, 0)
        nodes = {name: child.node() for name, child in self.children.items()}
        first = min(nodes.values(), key=lambda one: one.start)
        if all(re.fullmatch(r"\[\d+\]", name) for name in nodes):
            return Node(list(nodes.values()), first.start, first.end)
        return Node(nodes, first.start, first.end)


def units(words: Words, find: Callable[[str], Source | None]) -> Iterator[Deployment]:
    """What a release of a chart deploys, as far as its options and its files of values say it."""
    program, at = words.program
    if program != "helm" or not any(word.text in _VERBS for word in words.words[at : at + 4]):
        return
    values = _Tree()
    named: list[Source | None] = []
    for given in words.options(at):
        if given.name in {"-f", "--values"} and given.value:
            named.extend(find(path) for path in given.value.split(","))
        if given.name in _SETTERS and given.value:
            pairs = re.split(r"(?<!\\),(?=[\w.\[\]\\/-]+=)", given.value, maxsplit=MAX_PAIRS)
            for pair in pairs[:MAX_PAIRS]:
                _put(values, words, given.word, pair)
    script = words.script
    place = helm.Place(script.source.uri, script.lines, script.source.name)
    pieces = [piece for source in named if source is not None for piece in in_file(source)]
    pieces += [(values.node(), place)] if values.children else []
    chart = _chart(words, whole=len(pieces) < 2 and None not in named)
    if chart is not None and not pieces:
        pieces = [(Node({}, 0, 0), place)]
    for node, where in pieces if chart is not None or values.children else ():
        yield from helm.units(node, where, chart=chart)


def in_file(source: Source) -> Iterator[tuple[Node, helm.Place]]:
    """The values of a file; nothing where it is a template or no YAML."""
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return
    lines = Lines(source.text)
    yield from ((one, helm.Place(source.uri, lines, source.name)) for one in documents)


def _chart(words: Words, *, whole: bool) -> Release | None:
    """The official chart that a command names as `repository/chart`, or of an OCI registry."""
    texts = [word.text for word in words.words]
    version = next((b for a, b in pairwise(texts) if a == "--version"), "")
    for word in words.words:
        if _REMOTE.fullmatch(word.text):
            return release(word.text, version, words.at(word, "chart"), whole=whole)
    return None


def _put(values: _Tree, words: Words, word: Word, pair: str) -> None:
    path, equals, text = pair.partition("=")
    parts = put_path(path)
    if (
        not equals
        or not parts
        or any(int(n[1:-1]) > _MAX_INDEX for n in parts if n.startswith("["))
    ):
        return
    known = words.known(word, text)
    raw = words.script.text[word.start : word.end]
    start = words.script.shift + word.start + max(raw.find(path), 0)
    end = max(start, words.script.shift + word.end - int(raw[-1:] in {'"', "'"}))
    values.put(parts, Node(text if known is None else known, start, end))


def put_path(path: str) -> list[str]:
    """A path of `--set` as its parts; a list's index in brackets."""
    return [name or f"[{number}]" for name, number in _PART.findall(path)]


def tree_of(pairs: list[tuple[str, Node]]) -> Node:
    """Values of paths that are set one by one, as Terraform's `set` blocks do."""
    values = _Tree()
    for path, node in pairs:
        parts = put_path(path)
        if parts:
            values.put(parts, node)
    return values.node()
