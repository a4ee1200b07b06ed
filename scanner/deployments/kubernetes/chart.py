"""Charts of the tree, rendered with their own values as far as these are known.

A template that needs more than the values (the cluster, a chart from elsewhere, drawn values) is
named; what it says for certain is read all the same.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from scanner.deployments.kubernetes.resources import Resource, resources_in
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.go_template import Piece, Renderer, Template
from scanner.formats.go_values import NOT_KNOWN, NOTHING, UNKNOWN, Datum, Origin
from scanner.formats.positions import Lines, Node
from scanner.model.note import Notification
from scanner.model.place import Location, Region
from scanner.model.rule import Level
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_NAMES = frozenset({"chart.yaml", "chart.yml"})
MAX_MERGED = 12
"""Levels of values that a chart around another overrides."""
MAX_TEMPLATES = 500
"""Of one chart; more is not read."""


@dataclass
class Found:
    """What the charts of a tree deploy."""

    resources: list[Resource] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    """Files that were rendered: they are not manifests themselves."""
    notes: list[Notification] = field(default_factory=list)


def rendered(tree: Tree) -> Found:
    """The resources of every chart that mentions Langflow."""
    found = Found()
    for chart in tree.sources:
        if chart.name.lower() in _NAMES:
            _render(tree, chart, found)
    return found


def _render(tree: Tree, chart: Source, found: Found) -> None:
    folder = str(PurePosixPath(chart.uri).parent)
    prefix = "templates/" if folder == "." else f"{folder}/templates/"
    files = [
        source
        for source in tree.sources
        if source.uri.startswith(prefix) and source.uri.endswith((".yaml", ".yml", ".tpl"))
    ][:MAX_TEMPLATES]
    values = _beside(tree, folder, "values.yaml") or _beside(tree, folder, "values.yml")
    mentioned = (*files, *((values,) if values is not None else ()))
    if not files or not any(_MENTIONED.search(one.text) for one in mentioned):
        return
    texts = {source.uri: source for source in mentioned}
    try:
        given = _values(tree, folder, values)
        about = _datum(yaml_.read(chart.text)[0], chart) if chart.text.strip() else NOTHING
    except (ReadError, IndexError):
        return  # named where the file is read itself
    templates: dict[str, Template] = {}
    for source in files:
        try:
            templates[source.uri] = Template(source.uri, source.text)
        except ReadError as error:
            found.notes.append(_not_rendered(source, str(error)))
    defined = {n: body for one in templates.values() for n, body in one.defined.items()}
    root = Datum(
        {
            "Values": given,
            "Chart": _capitalised(about),
            "Release": _RELEASE,
            "Capabilities": NOT_KNOWN,
            "Files": NOT_KNOWN,
            "Template": NOT_KNOWN,
        }
    )
    renderer = Renderer(root, defined)
    for source in files:
        if source.uri in templates and not source.uri.endswith(".tpl"):
            found.templates.add(source.uri)
            _render_one(source, templates[source.uri], renderer, texts, found)


_RELEASE = Datum(
    {
        "Name": Datum("release"),
        "Namespace": Datum("default"),
        "Service": Datum("Helm"),
        "IsInstall": Datum(True),
        "IsUpgrade": Datum(False),
        "Revision": Datum("1"),
    }
)


def _render_one(
    source: Source,
    template: Template,
    renderer: Renderer,
    texts: dict[str, Source],
    found: Found,
) -> None:
    renderer.unknown = False
    try:
        pieces = renderer.render(template)
        places = _Places(source, pieces, texts)
        documents = yaml_.read(places.lines.text)
    except ReadError as error:
        found.notes.append(_not_rendered(source, str(error)))
        return
    if renderer.unknown and _MENTIONED.search(source.text):
        found.notes.append(_not_rendered(source, "a condition that only the cluster knows"))
    for document in documents:
        for one in resources_in(document, source.uri, places.lines):
            found.resources.append(
                Rendered(one.kind, one.name, one.node, one.uri, one.lines, one.given, places)
            )


def _not_rendered(source: Source, why: str) -> Notification:
    words = f"{source.uri} was not rendered in full: {why}; render the chart and scan the result"
    return Notification(Level.NOTE, "chart-not-rendered", words, source.uri)


def _beside(tree: Tree, folder: str, name: str) -> Source | None:
    return tree.get(name if folder == "." else f"{folder}/{name}")


def _values(tree: Tree, folder: str, values: Source | None) -> Datum:
    """The chart's own values, under those that a chart around it gives."""
    documents = yaml_.read(values.text) if values is not None else ()
    own = _datum(documents[0], values) if documents and values is not None else Datum({})
    path = PurePosixPath(folder)
    if path.parent.name != "charts":
        return own
    above = str(path.parent.parent)
    outer = _beside(tree, above, "values.yaml") or _beside(tree, above, "values.yml")
    if outer is None:
        return own
    over = yaml_.read(outer.text)
    return _over(own, _datum(over[0], outer).get(path.name)) if over else own


def _over(base: Datum, over: Datum, depth: int = 0) -> Datum:
    """Values on top of others, as Helm merges them."""
    if depth > MAX_MERGED:
        return NOT_KNOWN
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return base if over.value is None else over
    made = dict(base.value)
    for name, child in over.value.items():
        made[name] = _over(made[name], child, depth + 1) if name in made else child
    return Datum(made, base.origin)


def _capitalised(about: Datum) -> Datum:
    if not isinstance(about.value, dict):
        return about
    return Datum({name[:1].upper() + name[1:]: one for name, one in about.value.items()})


def _datum(node: Node, source: Source, made: dict[int, Datum] | None = None) -> Datum:
    """A value of YAML with its place; plain `true` and `false` are booleans.

    What aliases share is made once.
    """
    known = {} if made is None else made
    if id(node) not in known:
        known[id(node)] = _made(node, source, known)
    return known[id(node)]


def _made(node: Node, source: Source, known: dict[int, Datum]) -> Datum:
    origin = Origin(source.uri, node.start, node.end)
    if isinstance(node.value, dict):
        children = {name: _datum(one, source, known) for name, one in node.mapping.items()}
        return Datum(children, origin)
    if isinstance(node.value, list):
        return Datum([_datum(one, source, known) for one in node.items], origin)
    if node.value is None:
        return Datum(None, origin)
    plain = source.text[node.start : node.start + 1] not in {'"', "'", "|", ">"}
    if plain and node.text in {"true", "false"}:
        return Datum(node.text == "true", origin)
    return Datum(node.text, origin)


class _Places:
    """The rendered text, and which value or template each stretch of it comes from."""

    def __init__(self, source: Source, pieces: Sequence[Piece], texts: dict[str, Source]) -> None:
        self.source = source
        self.pieces = pieces
        self.texts = texts
        self.starts: list[int] = []
        at = 0
        for piece in pieces:
            self.starts.append(at)
            at += len(piece.text)
        self.lines = Lines("".join(piece.text for piece in pieces))
        self._lines: dict[str, Lines] = {}

    def at(self, start: int, end: int, name: str) -> Location:
        """The value that the stretch holds; without one, the template's line."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        origins = [piece.origin for piece in self.pieces[first : last + 1] if piece.origin]
        values = [one for one in origins if one.uri != self.source.uri and one.uri in self.texts]
        if values:
            return self._within(values[-1], name)
        if not origins:
            return Location(self.source.uri, Region(1, 1, 1, 1), name)
        origin = origins[0]
        shift = max(start - self.starts[first], 0)
        begin = min(origin.start + shift, origin.end)
        finish = origin.end if last == first else begin
        length = end - start
        return self._location(
            Origin(origin.uri, begin, min(begin + length, max(finish, begin))), name
        )

    def _within(self, origin: Origin, name: str) -> Location:
        """Inside a mapping that was written as a whole, the line that names it."""
        text = self.texts[origin.uri].text[origin.start : origin.end]
        found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])[^\n]*", text) if name else None
        if "\n" in text and found is not None:
            start = origin.start + found.start()
            origin = Origin(origin.uri, start, start + len(found.group().rstrip()))
        return self._location(origin, name)

    def _location(self, origin: Origin, name: str) -> Location:
        source = self.texts.get(origin.uri, self.source)
        lines = self._lines.setdefault(source.uri, Lines(source.text))
        return Location(source.uri, lines.region(origin.start, origin.end), name)


@dataclass(frozen=True)
class Rendered(Resource):
    """A resource that a chart makes."""

    places: _Places | None = None

    def at(self, node: Node, name: str = "", key: tuple[int, int] | None = None) -> Location:
        """The place of a value in the files of the chart."""
        if self.places is None:
            return super().at(node, name, key)
        start = node.start if node.text else key[0] if key else node.start
        return self.places.at(start, max(node.end, start), name)


def is_unknown(text: str) -> bool:
    """Whether a rendered value has a part that only the cluster knows."""
    return UNKNOWN in text


def without(resources: Iterable[Source], templates: set[str]) -> Iterator[Source]:
    """The manifests that are not templates of a chart that was rendered."""
    return (source for source in resources if source.uri not in templates)
