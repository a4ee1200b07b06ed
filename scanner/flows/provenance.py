"""Where the code of a component comes from: a release of Langflow, or somebody else.

The full SHA-256 decides, never the 12 digits of the export's `code_hash`: a second preimage of
those was shown in minutes (langflow-ai/langflow issue 13496), and the author writes them anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from packaging.version import InvalidVersion, Version

from scanner.errors import RuleError
from scanner.flows import lineage
from scanner.flows.edits import Edit, is_check, judged
from scanner.flows.published import (
    FILE,
    Official,
    _types,
    age,
    collides,
    digest,
    is_module,
    of_digest,
    table,
    told,
)
from scanner.flows.read import CodeField, Component, Flow
from scanner.settings import Settings
from scanner.tree.source import FileKind, Tree

TEMPLATES = frozenset({"CustomComponent", "Custom Component"})
"""Types whose code is there to be replaced: what a node of them carries is its author's own."""


ALIKE = 0.9
"""Code that claims nothing is a changed official source from here on. Of 672 official sources, 8
are this near to one of another name, nearly all being a file that was renamed or copied."""


RELATED = 0.5
"""Two of three official sources are further than this from all of other names."""


MIN_LINES = 10
"""Shorter code that claims nothing says too little."""


class Origin(StrEnum):
    """Where a component's own code is from: exactly one of these."""

    OFFICIAL = "official"
    OUTDATED = "outdated"
    """Official, and no longer in the newest release."""
    MODIFIED = "modified"
    """An official source that somebody has changed, or code that says it is one."""
    RELABELLED = "relabelled"
    """Official, under the type of another component."""
    COLLISION = "collision"
    """Made to have the short hash of an official source."""
    REPOSITORY = "repository"
    """A Python file of the repository, byte for byte: it is read and reviewed there."""
    CUSTOM = "custom"
    ACCEPTED = "accepted"
    """Not official, and reviewed: its SHA-256 is in the configuration."""


OFFICIAL = (Origin.OFFICIAL, Origin.OUTDATED)
"""Code that Langflow released, under a label of its own."""


class Claim(StrEnum):
    """What a component says of where its code is from; its author may have written anything."""

    MODULE = "module"
    """`metadata.module` is one of Langflow's."""
    TYPE = "type"
    """It names no module, as in exports before 1.6, and has the type of one of Langflow's."""
    OTHER = "other"
    """It names a module that is none of Langflow's, as the editor writes once code is changed."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The official source that is most like some code."""

    source: Official
    similarity: float
    is_same_program: bool
    """Whether layout, comments and texts for people are all that differs."""
    number: int
    """Of the source in the lineage."""

    @property
    def is_related(self) -> bool:
        """Whether it is worth telling what differs."""
        return self.is_same_program or self.similarity >= RELATED


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of where a component's code is from."""

    kind: Origin
    digest: str
    """SHA-256 of the code."""
    lines: int
    source: Official | None = None
    """The official source that it is, or that it is nearest to."""
    similarity: float = 0.0
    """To the source: 1 for the same lines."""
    claim: Claim = Claim.NONE
    near: Nearest | None = None
    """For code that is modified or custom."""


def verdict(component: Component, flow: Flow, settings: Settings) -> Verdict | None:
    """The one verdict on a component's own code; None for a component without code."""
    field = own_code(component)
    if field is None:
        return None
    full, lines = digest(field.code), field.code.count("\n") + 1
    known, claim = of_digest(full), claimed(component)
    if known is not None:
        return Verdict(_official_kind(component, known), full, lines, known, 1.0, claim)
    if collides(field.code):
        return Verdict(Origin.COLLISION, full, lines, claim=claim)
    if full in settings.components:
        return Verdict(Origin.ACCEPTED, full, lines, claim=claim)
    near = nearest(field.code, claimed_module(component), component.type, saved_by(flow))
    kind = Origin.MODIFIED if _is_changed(near, claim, lines) else Origin.CUSTOM
    source, similarity = (near.source, near.similarity) if near else (None, 0.0)
    return Verdict(kind, full, lines, source, similarity, claim, near)


def sources_of(tree: Tree) -> Mapping[str, str]:
    """The Python files of the tree, path by SHA-256: a fork's components are its own reference.

    Line ends do not count: an export has the editor's.
    """
    return {
        digest(source.text.replace("\r\n", "\n")): source.uri
        for source in tree.of(FileKind.PYTHON)
        if "Component" in source.text
    }


def own_code(component: Component) -> CodeField | None:
    """The code that the server executes to build the component."""
    return next((field for field in component.code_fields if field.name == "code"), None)


def claimed(component: Component) -> Claim:
    """What the component says of its code; the template for own components claims nothing."""
    module = claimed_module(component)
    if component.type in TEMPLATES:
        return Claim.NONE
    if module:
        return Claim.MODULE if is_module(module) else Claim.OTHER
    return Claim.TYPE if component.type in _types() else Claim.NONE


def _is_changed(near: Nearest | None, claim: Claim, lines: int) -> bool:
    if claim in {Claim.MODULE, Claim.TYPE}:
        return True
    if near is None or near.source.types & TEMPLATES:
        return False
    return near.is_same_program or (near.similarity >= ALIKE and lines >= MIN_LINES)


def saved_by(flow: Flow) -> Version | None:
    """The release that the flow says it was saved by; None where it says none."""
    saved = flow.setting("last_tested_version")
    try:
        return Version(saved.text) if saved and saved.text else None
    except InvalidVersion:
        return None


@lru_cache(maxsize=32_768)
def nearest(code: str, module: str, type_key: str, saved: Version | None) -> Nearest | None:
    """The official source that is most like the code; None where no line is an official one's.

    Of those that are equally near: the file that the component claims to be, then what the release
    had that saved the flow, then the newest.
    """
    known = _lineage()
    lines = known.lines(code)
    same = known.same_program(code) if known.has_outline(code) else ()
    also = _families_of().get(module) or _families_of().get(type_key, ())
    found = known.similarities(lines, same or known.candidates(lines, also))
    best = max(found.values(), default=0.0)
    if not best:
        return None
    if not same and best >= RELATED:  # parsing costs ten times as much as the rest
        same = known.same_program(code)
        found = known.similarities(lines, same) if same else found
        best = max(found.values())
    entries = [*table().sources.values()]

    def rank(number: int) -> tuple[object, ...]:
        types, places = entries[number]
        had = any(_had(saved, place) for place in places)
        is_claimed = any(module == place[0] for place in places) if module else type_key in types
        return is_claimed, had, max(age(place[2]) for place in places), -number

    number = max(found, key=rank)
    return Nearest(told(entries[number], module), best, bool(same), number)


def changes(code: str, near: Nearest) -> tuple[lineage.Opcode, ...]:
    """What makes the code of its nearest source, in lines."""
    known = _lineage()
    return tuple(lineage.opcodes(known.source(near.number), known.lines(code)))


def edit(code: str, near: Nearest) -> Edit:
    """What the changes of a source amount to; of code too long to compare, the worst."""
    if code.count("\n") >= lineage.MAX_LINES:
        return Edit.POWERFUL
    own = lineage.lines_of(code)
    changed = [opcode for opcode in changes(code, near) if opcode[0] != "equal"]
    added = [own[j1:j2] for _, _, _, j1, j2 in changed]
    # A check that was written anew is not gone.
    missing = [
        range(opcode[1], opcode[2])
        for opcode, new in zip(changed, added, strict=True)
        if not any(map(is_check, new))
    ]
    gone = _lineage().lacks_check(near.number, missing)
    return judged((line for new in added for line in new), check_is_gone=gone)


def _had(saved: Version | None, place: tuple[str, str, str]) -> bool:
    """Whether a release of Langflow had a source."""
    _, first, last = place
    return saved is not None and " " not in first + last and _within(first, saved, last)


def _within(first: str, saved: Version, last: str) -> bool:
    return Version(first) <= saved <= Version(last)


@cache
def _lineage() -> lineage.Lineage:
    entries = table().sources.values()
    names = [lineage.family(types, (place[0] for place in places)) for types, places in entries]
    document = lineage.document()
    if len(document.bases) != len(names):
        raise RuleError(
            f"rulesets/{FILE} and {lineage.FILE} differ", hint="reinstall langflow-scan"
        )
    return lineage.Lineage(document, names)


@cache
def _families_of() -> Mapping[str, tuple[str, ...]]:
    """The families of a module's and of a type's sources."""
    found: dict[str, dict[str, None]] = {}
    for types, places in table().sources.values():
        name = lineage.family(types, (place[0] for place in places))
        for key in (*types, *(place[0] for place in places)):
            found.setdefault(key, {})[name] = None
    return {key: tuple(names) for key, names in found.items()}


def _official_kind(component: Component, known: Official) -> Origin:
    """A label of the author's own is not another component's; only that misleads."""
    if known.types and component.type not in known.types and component.type in _types():
        return Origin.RELABELLED
    return Origin.OFFICIAL if known.is_current else Origin.OUTDATED


def claimed_module(component: Component) -> str:
    """`metadata.module` without the class at its end; empty in exports before 1.6."""
    module = component.node.get("data", "node", "metadata", "module")
    return module.text.rpartition(".")[0] if module else ""
