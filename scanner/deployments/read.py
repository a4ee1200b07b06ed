"""All deployments of the tree, from every format, and the files that could not be read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from scanner.deployments.format import Format, Read, Text, Together
from scanner.deployments.formats import BY_KIND, FORMATS
from scanner.deployments.model import Deployment, Form
from scanner.deployments.terraform.modules import Resource
from scanner.errors import ReadError
from scanner.formats import jinja
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree.kinds import is_copy
from scanner.tree.source import FileKind, Source, Tree

MAX_TEXTS = 2_000
"""Texts inside other files, of the whole tree; more is not what people write."""
_MAX_DEPTH = 3
"""A manifest in a heredoc in a block of Markdown."""


@dataclass(frozen=True)
class Deployments:
    """Units in the order of their claim on a setting: services, then images, then lone files."""

    units: tuple[Deployment, ...]
    resources: tuple[Resource, ...]
    """Terraform's, of the modules that have to do with Langflow."""
    notifications: tuple[Notification, ...]


_Adjust = Callable[[Deployment], Deployment]


def deployments(tree: Tree) -> Deployments:
    """Every deployment of the tree, read once."""
    return tree.once(_deployments)


def _deployments(tree: Tree) -> Deployments:
    tree = _without_marks(tree)
    reading = _Reading(tree)
    for row in FORMATS:
        if row.together is not None:
            reading.take_together(row, row.together(tree))
            continue
        for source in tree.of(row.kind):
            reading.take_file(row, source)
    units = [
        unit
        for unit in reading.units
        if unit.form is not Form.DOTENV or unit.uri not in reading.taken_in
    ]
    resources, notes = tuple(reading.resources), tuple(reading.notes)
    return Deployments(tuple(_without_overridden(units)), resources, notes)


_TEMPLATES = frozenset(
    {FileKind.COMPOSE, FileKind.DOTENV, FileKind.SYSTEMD, FileKind.DOCKERFILE}
    | {FileKind.CLOUD_INIT, FileKind.SUPERVISOR, FileKind.QUADLET, FileKind.RENDER, FileKind.FLY}
)
"""Formats whose files people make from templates, and that have no marks of their own."""


def _without_marks(tree: Tree) -> Tree:
    """The tree, its templates without the marks that only their tool can fill in."""
    made = tuple(_masked(source) for source in tree.sources)
    if all(new is old for new, old in zip(made, tree.sources, strict=True)):
        return tree
    return replace(tree, sources=made)


def _masked(source: Source) -> Source:
    named = source.kind is FileKind.KUBERNETES and is_copy(source.uri)
    if not (named or source.kind in _TEMPLATES) or not jinja.MARKED.search(source.text):
        return source
    return replace(source, data=jinja.masked(source.text).encode("utf-8", "replace"))


@dataclass
class _Reading:
    """What has been read of a tree so far."""

    tree: Tree
    units: list[Deployment] = field(default_factory=list)
    taken_in: set[str] = field(default_factory=set)
    resources: list[Resource] = field(default_factory=list)
    notes: list[Notification] = field(default_factory=list)
    texts: int = 0

    def take_together(self, row: Format, found: Together) -> None:
        """What files of one format say that were read in sight of each other."""
        self.units.extend(found.units)
        self.taken_in |= found.taken_in
        self.resources.extend(found.resources)
        self.notes.extend(found.notes)
        self.notes.extend(_not_parsed(source, error, row.what) for source, error in found.damaged)
        self._take_texts(found.texts, (), 0)

    def take_file(self, row: Format, source: Source) -> None:
        """What one file says."""
        if row.read is None:
            return
        try:
            found = row.read(self.tree, source)
        except ReadError as error:
            self.notes.append(_not_parsed(source, error, row.what))
            return
        self._take(found, (), 0)

    def _take(self, found: Read, adjust: tuple[_Adjust, ...], depth: int) -> None:
        self.units.extend(_adjusted(unit, adjust) for unit in found.units)
        self.taken_in.update(found.taken_in)
        self.notes.extend(found.notes)
        self._take_texts(found.texts, adjust, depth)

    def _take_texts(self, texts: Iterable[Text], adjust: tuple[_Adjust, ...], depth: int) -> None:
        """Texts inside a file; one that does not parse is not what it looked like, and no error."""
        for text in texts:
            row = BY_KIND.get(text.source.kind)
            self.texts += 1
            if row is None or row.read is None or depth >= _MAX_DEPTH or self.texts > MAX_TEXTS:
                continue
            try:
                found = row.read(Tree(self.tree.root, (text.source,)), text.source)
            except ReadError:
                continue
            own = (*adjust, text.adjust) if text.adjust else adjust
            self._take(found, own, depth + 1)


def _adjusted(unit: Deployment, adjust: Iterable[_Adjust]) -> Deployment:
    for one in adjust:
        unit = one(unit)
    return unit


def _without_overridden(units: list[Deployment]) -> Iterator[Deployment]:
    """The units, where an image that a service builds does not say what the service sets."""
    set_by_service: dict[str, set[str]] = {}
    for unit in units:
        if unit.built_from:
            set_by_service.setdefault(unit.built_from, set()).update(s.name for s in unit.settings)
    for unit in units:
        overridden = set_by_service.get(unit.uri)
        if unit.form is Form.DOCKERFILE and overridden is not None:
            kept = tuple(s for s in unit.settings if s.name not in overridden)
            yield replace(unit, settings=kept, complete=False)
        else:
            yield unit


def _not_parsed(source: Source, error: ReadError, what: str) -> Notification:
    words = f"{source.uri}:{error.line or 1} could not be read as {what}: {error}; fix the file, "
    words += "or exclude it if it is something else"
    return Notification(Level.WARNING, "file-not-parsed", words, source.uri, error.line)
