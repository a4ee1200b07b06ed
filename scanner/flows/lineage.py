"""The official component sources line by line, as hashes: what code that is none of them is near.

A line is known by the first 64 bits of its SHA-256, so no text of a source is kept here. The data,
made by `python -m tools.build_components`, is only read when a flow carries code that is
not official.
"""

import ast
import gzip
import hashlib
import re
import warnings
import zlib
from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

import msgspec

from scanner import rules
from scanner.errors import RuleError

FILE = "knowledge/component_lines.json.gz"
LINE_BYTES = 8
PROGRAM_BYTES = 16
MAX_LINES = 4000
"""Longer code is compared by which lines it has, not by their order: that cost would be square.
The longest official source has half as many."""
COMMON = 40
"""Lines that more families have say nothing of where code is from."""
MAX_CANDIDATES = 4
"""Families of sources that are looked at: those that share most of the rarer lines."""
MAX_COMPARED = 6
"""Sources whose lines are compared in order: those that have most lines in common."""


SHOWN = frozenset({"display_name", "description", "documentation", "info", "icon", "beta"})
"""Names of texts that only people read: on the canvas and in its help."""

_LAYOUT = re.compile(r"#.*|[\s'\"(),;\\]+")
"""What a formatter may change: comments, white space, quotes, brackets, commas, semicolons."""

Opcode = tuple[str, int, int, int, int]
"""As `difflib` has it: what happened, the stretch of the official source, that of the other."""


def lines_of(code: str) -> list[str]:
    """The lines of a code, without the carriage returns that an editor may have added."""
    return [line.removesuffix("\r") for line in code.split("\n")]


def line_hash(line: str) -> bytes:
    """What a line is known by."""
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()[:LINE_BYTES]


def outline_hash(code: str) -> bytes:
    """What all layouts of a program have in common, and few other programs; quickly told."""
    return hashlib.sha256(_LAYOUT.sub("", code).encode("utf-8", "surrogatepass")).digest()[:8]


def program_hash(code: str) -> bytes:
    """What a program is known by; empty for what is no Python.

    Layout, comments and the texts of `SHOWN` do not count, nor do strings that stand alone. Fields
    that are empty or absent are left out, because versions of Python add such fields.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return b""
    digest = hashlib.sha256()
    stack: list[object] = [tree]
    while stack:
        match stack.pop():
            case ast.AST() as node if _is_shown(node):
                continue
            case ast.Dict(keys=keys, values=values) if any(map(_is_shown_key, keys)):
                pairs = zip(keys, values, strict=True)
                kept = [part for pair in pairs if not _is_shown_pair(*pair) for part in pair]
                stack.extend((kept, "Dict"))
            case ast.AST() as node:
                digest.update(f"({type(node).__name__}".encode())
                for name in node._fields:
                    value = getattr(node, name, None)
                    if name not in {"kind", "type_comment"} and value not in (None, []):
                        stack.extend((value, f".{name}"))
            case list() as values:
                parts = [v for v in values if not (isinstance(v, ast.AST) and _is_shown(v))]
                stack.extend((*parts, len(parts)))
            case value:
                digest.update(f"{type(value).__name__}{value!r};".encode("utf-8", "surrogatepass"))
    return digest.digest()[:PROGRAM_BYTES]


def _is_shown(node: ast.AST) -> bool:
    """Whether a statement or argument only gives people something to read."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()):
            return name in SHOWN
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant()):
            return name in SHOWN
        case ast.keyword(arg=str(name), value=ast.Constant()):
            return name in SHOWN
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _is_shown_key(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value in SHOWN


def _is_shown_pair(key: ast.expr | None, value: ast.expr) -> bool:
    return _is_shown_key(key) and isinstance(value, ast.Constant)


def family(types: Iterable[str], modules: Iterable[str]) -> str:
    """What the versions of a source have in common, wherever the file was moved to."""
    return next(iter(types), "") or next(iter(modules), "").rpartition(".")[2]


class Document(msgspec.Struct, frozen=True):
    """The data file: one entry a source, in the order of the digests of `components.json`."""

    lines: str
    """All distinct line hashes, base64."""
    programs: str
    """The program hash of each source, base64; zeros for what is no Python."""
    outlines: str
    """The outline hash of each source, base64."""
    checks: str
    """A bit for each line, the lowest first, base64: it may protect (`edits.is_check`)."""
    bases: tuple[int, ...]
    """The source that each is told as a change of; -1 for none."""
    pieces: tuple[tuple[int, ...], ...]
    """What each is made of: `0, start, count` copies lines of the base, `1, count, ids...` adds
    lines, each id as the difference to the one before in that piece."""


@dataclass(frozen=True)
class Lineage:
    """The sources, made whole one by one as they are asked for."""

    document: Document
    families: Sequence[object]
    """What each source belongs to: the sources of one are looked at together."""
    _ids: dict[bytes, int] = field(default_factory=dict)
    _whole: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _distinct: dict[int, frozenset[int]] = field(default_factory=dict)
    _families: dict[int, set[object]] = field(default_factory=dict)
    _members: dict[object, list[int]] = field(default_factory=dict)
    _programs: dict[bytes, list[int]] = field(default_factory=dict)
    _outlines: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Index the lines: those that a source adds to its base are the only ones new to it."""
        packed = b64decode(self.document.lines)
        for start in range(0, len(packed), LINE_BYTES):
            self._ids[packed[start : start + LINE_BYTES]] = start // LINE_BYTES
        programs, outlines = b64decode(self.document.programs), b64decode(self.document.outlines)
        self._outlines.update(outlines[at : at + 8] for at in range(0, len(outlines), 8))
        for source, family in enumerate(self.families):
            self._members.setdefault(family, []).append(source)
            program = programs[source * PROGRAM_BYTES : (source + 1) * PROGRAM_BYTES]
            if any(program):
                self._programs.setdefault(program, []).append(source)
            for line in _added(self.document.pieces[source]):
                self._families.setdefault(line, set()).add(family)

    def source(self, number: int) -> tuple[int, ...]:
        """The lines of a source, as ids."""
        chain = []
        while number not in self._whole:
            chain.append(number)
            if self.document.bases[number] < 0:
                break
            number = self.document.bases[number]
        for one in reversed(chain):
            base = self._whole.get(self.document.bases[one], ())
            self._whole[one] = tuple(_applied(self.document.pieces[one], base))
        return self._whole[chain[0] if chain else number]

    def lines(self, code: str) -> tuple[int, ...]:
        """The ids of a code's lines; a line that no source has gets a number below zero."""
        unknown: dict[str, int] = {}
        found = []
        for line in lines_of(code):
            number = self._ids.get(line_hash(line))
            found.append(number if number is not None else unknown.setdefault(line, ~len(unknown)))
        return tuple(found)

    def has_outline(self, code: str) -> bool:
        """Whether a source may be the same program; quickly told, unlike `same_program`."""
        return outline_hash(code) in self._outlines

    def same_program(self, code: str) -> tuple[int, ...]:
        """The sources that differ from the code in layout, comments and `SHOWN` at most."""
        return tuple(self._programs.get(program_hash(code), ()))

    def lacks_check(self, number: int, missing: Iterable[range]) -> bool:
        """Whether some lines of a source, numbered from 0, include one that may protect."""
        bits, whole = b64decode(self.document.checks), self.source(number)
        found = (whole[at] for lines in missing for at in lines)
        return any(bits[line >> 3] >> (line & 7) & 1 for line in found)

    def candidates(self, lines: Sequence[int], also: Iterable[object] = ()) -> Iterator[int]:
        """The sources worth comparing: of the families that share most, the rarer lines first.

        Args:
            lines: of the code, as `lines` gives them.
            also: families that are looked at anyhow.
        """
        weights: dict[object, float] = defaultdict(float)
        for line in {*lines}:
            families = self._families.get(line, ())
            if len(families) <= COMMON:
                for family in families:
                    weights[family] += 1 / len(families)
        best = sorted(weights, key=lambda family: (-weights[family], str(family)))
        for family in dict.fromkeys((*also, *best[:MAX_CANDIDATES])):
            yield from self._members.get(family, ())

    def similarities(self, lines: Sequence[int], sources: Iterable[int]) -> dict[int, float]:
        """The sources most like the lines, and how alike: 0 to 1, twice what they share of all."""
        own = frozenset(lines)
        shared = {source: self._overlap(own, source) for source in {*sources}}
        ranked = sorted(shared, key=lambda source: (-shared[source], source))[:MAX_COMPARED]
        if len(lines) > MAX_LINES:
            return _best({source: shared[source] for source in ranked})
        counted = Counter(lines)
        bounds = {source: self._bound(counted, len(lines), source) for source in ranked}
        found: dict[int, float] = {}
        best = 0.0
        for source in sorted(ranked, key=lambda one: (-bounds[one], one)):
            if bounds[source] < best:
                break
            found[source] = _ratio(self.source(source), lines)
            best = max(best, found[source])
        return _best(found)

    def _bound(self, own: Counter[int], length: int, source: int) -> float:
        """No ratio of the source is above this: the order of the lines is left aside."""
        other = self.source(source)
        return 2 * (own & Counter(other)).total() / (length + len(other))

    def _overlap(self, own: frozenset[int], source: int) -> float:
        """How much of the distinct lines is shared; near the ratio, and quickly told."""
        if source not in self._distinct:
            self._distinct[source] = frozenset(self.source(source))
        other = self._distinct[source]
        return 2 * len(own & other) / (len(own) + len(other))


def _best(found: Mapping[int, float]) -> dict[int, float]:
    best = max(found.values(), default=0.0)
    return {source: ratio for source, ratio in found.items() if ratio == best}


def opcodes(official: Sequence[Hashable], own: Sequence[Hashable]) -> Iterator[Opcode]:
    """What makes the second of the first, as `difflib` tells it; common ends are taken off before.

    With one line changed nothing is left to search, and a search costs the square of its length.
    """
    head = _common(official, own)
    tail = _common(official[head:][::-1], own[head:][::-1])
    first, second = len(official) - tail, len(own) - tail
    if head:
        yield "equal", 0, head, 0, head
    matcher = SequenceMatcher(None, official[head:first], own[head:second])
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag, head + i1, head + i2, head + j1, head + j2
    if tail:
        yield "equal", first, len(official), second, len(own)


def _common(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _ratio(official: Sequence[int], own: Sequence[int]) -> float:
    same = sum(i2 - i1 for tag, i1, i2, _, _ in opcodes(official, own) if tag == "equal")
    return 2 * same / (len(official) + len(own))


def _added(pieces: Sequence[int]) -> Iterator[int]:
    position = 0
    while position < len(pieces):
        if pieces[position] == 0:
            position += 3
            continue
        count, line = pieces[position + 1], 0
        for difference in pieces[position + 2 : position + 2 + count]:
            line += difference
            yield line
        position += 2 + count


def _applied(pieces: Sequence[int], base: Sequence[int]) -> Iterator[int]:
    position = 0
    while position < len(pieces):
        if pieces[position] == 0:
            start, count = pieces[position + 1 : position + 3]
            yield from base[start : start + count]
            position += 3
        else:
            count = pieces[position + 1]
            yield from _added(pieces[position : position + 2 + count])
            position += 2 + count


def unpacked(data: bytes) -> Document:
    """The data file.

    Raises:
        RuleError: it is damaged.
    """
    try:
        return rules.decoded(gzip.decompress(data), Document)
    except (OSError, EOFError, zlib.error, msgspec.MsgspecError) as error:
        raise RuleError(f"rulesets/{FILE}: {error}", hint="reinstall langflow-scan") from error


@cache
def document() -> Document:
    """The data of the released sources, read once."""
    return unpacked(rules.read_bytes(FILE))
