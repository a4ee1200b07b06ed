"""The report as one HTML file to read, print or send: nothing is loaded from anywhere.

All text goes through `clean` and Jinja's escaping, whoever wrote it, and the page's own content
security policy allows the one script and the one style sheet by their hashes and nothing else:
what a repository names its files and nodes is shown, never run.
"""

import base64
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scanner.model.finding import Finding
from scanner.model.flows import FlowPicture
from scanner.model.place import Location, Region
from scanner.model.report import Report
from scanner.model.rule import Kind, Level, Severity
from scanner.render import canvas, drawn_changes, flow_table, inventory, review
from scanner.render.prose import prose
from scanner.render.words import clean, counted, files

TEMPLATES = Path(__file__).parent / "templates"
MAX_PICTURES = 50
"""Flows that are drawn: those with the worst findings."""
MAX_FLOWS = 200
"""Rows of the table of flows."""
_BANDS = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_IN_ARCHIVE = "!/"
"""Between the path of a zip file and the path of a flow inside it."""
_ENTRY = re.compile(r" \(in (.{1,1000}), line \d+\)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding and its number on the page."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be seen of one component of a picture."""

    anchor: str
    worst: Severity | None
    """Of the findings that count; None for a component that a path only passes."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A flow that has findings."""

    number: int
    picture: FlowPicture
    canvas: canvas.Canvas
    marks: Mapping[int, Mark]
    """By the number of the component; what is not marked has no finding."""
    anchors: Mapping[tuple[int, Location], str]
    """The drawn component of each place that an entry, by its number, names."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one file, the worst first, and its flows."""

    uri: str
    entries: tuple[Entry, ...]
    drawings: tuple[Drawing, ...]


def render(report: Report) -> str:
    """The page; the same report gives the same bytes."""
    entries = _entries(report.findings)
    flows = _with_findings(entries, [flow for run in report.runs for flow in run.flows])
    drawings = [_drawing(number, *flow) for number, flow in enumerate(flows[:MAX_PICTURES], 1)]
    notes = report.all_notifications
    groups = tuple(_groups(entries, drawings))
    rows = flow_table.rows(report, {id(one.picture): f"flow-{one.number}" for one in drawings})
    style, script = (_part(name) for name in ("report.css", "report.js"))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            counted=counted(report),
            files=files(report),
            counts={band: [f.severity for f in report.open].count(band) for band in _BANDS},
            kinds={kind: _by_band(report, kind) for kind in report.kinds},
            missed=[note for note in notes if note.ends_gate],
            partly=report.partly,
            notes=[note for note in notes if note.level is Level.NOTE],
            groups=groups,
            changes=drawn_changes.drawn(report),
            layout_only=drawn_changes.layout_only(report),
            review=review,
            most=review.MAX_ITEMS,
            flows=rows[:MAX_FLOWS],
            counted_flows=inventory.counted(report),
            flows_left_out=max(0, len(rows) - MAX_FLOWS),
            undrawn=len(flows) - len(drawings),
            rules=sorted({e.finding.rule.id: e.finding.rule for e in entries}.items()),
            nodes={place: a for one in drawings for place, a in one.anchors.items()},
            prose=prose,
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            box=(canvas.WIDTH, canvas.HEIGHT),
        )
    )


def _by_band(report: Report, kind: Kind) -> list[int]:
    found = [finding.severity for finding in report.open if finding.rule.kind is kind]
    return [found.count(band) for band in _BANDS]


def _entries(findings: Sequence[Finding]) -> tuple[Entry, ...]:
    """Numbered file by file, the file with the worst finding first; what counts before the rest."""

    def weight(finding: Finding) -> tuple[bool, float]:
        return bool(finding.suppressions), -finding.rule.security_severity

    worst: dict[str, tuple[bool, float]] = {}
    for finding in findings:
        uri = finding.location.uri
        worst[uri] = min(worst.get(uri, weight(finding)), weight(finding))
    ranked = sorted(
        findings,
        key=lambda f: (
            worst[f.location.uri],
            f.location.uri,
            weight(f),
            f.location.region,
            f.rule.id,
            f.message,
        ),
    )
    return tuple(Entry(number, finding) for number, finding in enumerate(ranked, 1))


def _groups(entries: Sequence[Entry], drawings: Sequence[Drawing]) -> Iterator[Group]:
    by_uri: dict[str, list[Entry]] = {}
    for entry in entries:
        by_uri.setdefault(entry.finding.location.uri, []).append(entry)
    for uri, found in by_uri.items():
        own = tuple(drawing for drawing in drawings if _file(drawing.picture) == uri)
        yield Group(uri, tuple(found), own)


def _file(picture: FlowPicture) -> str:
    """The file that findings name: of a flow in an archive, the archive."""
    return picture.location.uri.partition(_IN_ARCHIVE)[0]


def _with_findings(
    entries: Sequence[Entry], pictures: Sequence[FlowPicture]
) -> list[tuple[FlowPicture, list[Entry]]]:
    """The flows that have findings, in the order of their first.

    What is found in an archive was moved to it, and only its message says in which entry it is.
    """
    by_uri: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: _start(one.finding.location.region)):
        uri, moved = entry.finding.location.uri, _ENTRY.search(entry.finding.message)
        by_uri.setdefault(uri, []).append(entry)
        if moved:
            by_uri.setdefault(f"{uri}{_IN_ARCHIVE}{moved[1]}", []).append(entry)
    found = []
    for picture in pictures:
        near = by_uri.get(picture.location.uri, [])
        own = near if _IN_ARCHIVE in picture.location.uri else _inside(near, picture)
        if own and picture.nodes:
            found.append((picture, sorted(own, key=lambda one: one.number)))
    return sorted(found, key=lambda one: one[1][0].number)


def _inside(entries: Sequence[Entry], picture: FlowPicture) -> Sequence[Entry]:
    """Those of the entries, which are sorted by place, that begin in the flow's stretch."""

    def start(entry: Entry) -> tuple[int, int]:
        return _start(entry.finding.location.region)

    region = picture.location.region
    first = bisect_left(entries, _start(region), key=start)
    return entries[first : bisect_left(entries, (region.end_line, region.end_column), key=start)]


def _start(region: Region) -> tuple[int, int]:
    return region.start_line, region.start_column


class _Nodes:
    """Which component of a flow a place is in."""

    def __init__(self, picture: FlowPicture) -> None:
        """Index the picture once: nodes do not overlap."""
        self._picture = picture
        self._numbers = sorted(
            range(len(picture.nodes)), key=lambda n: _start(picture.nodes[n].region)
        )
        self._starts = [_start(picture.nodes[n].region) for n in self._numbers]
        self._by_id = {node.id: n for n, node in reversed([*enumerate(picture.nodes)])}

    def at(self, place: Location) -> int | None:
        """The number of the component, or None for what is of the flow as a whole."""
        if _IN_ARCHIVE in self._picture.location.uri:
            name, _, _ = place.logical_name.rpartition(".")
            return self._by_id.get(place.logical_name, self._by_id.get(name))
        if place.uri != self._picture.location.uri:
            return None
        index = bisect_right(self._starts, _start(place.region)) - 1
        if index < 0:
            return None
        number = self._numbers[index]
        region = self._picture.nodes[number].region
        inside = _start(place.region) < (region.end_line, region.end_column)
        return number if inside else None


def _drawing(number: int, picture: FlowPicture, entries: Sequence[Entry]) -> Drawing:
    nodes = _Nodes(picture)
    by_node: dict[int, list[Entry]] = {}
    steps: set[tuple[str, str]] = set()
    anchors: dict[tuple[int, Location], str] = {}
    for entry in entries:
        finding = entry.finding
        node = nodes.at(finding.location)
        if node is not None:
            by_node.setdefault(node, []).append(entry)
        way = [one for place in finding.path if (one := nodes.at(place)) is not None]
        for one in way:
            by_node.setdefault(one, [])
        if not finding.suppressions:
            ids = [picture.nodes[one].id for one in way]
            steps.update(pairwise(ids))
    for entry in entries:
        for place in (entry.finding.location, *entry.finding.related, *entry.finding.path):
            if (node := nodes.at(place)) in by_node:
                anchors[entry.number, place] = _anchor(number, node)
    drawn = canvas.draw(picture, frozenset(by_node), frozenset(steps))
    boxes = {_anchor(number, box.number) for box in drawn.boxes}
    return Drawing(
        number,
        picture,
        drawn,
        {node: _mark(_anchor(number, node), found) for node, found in sorted(by_node.items())},
        {place: anchor for place, anchor in anchors.items() if anchor in boxes},
    )


def _anchor(drawing: int, node: int | None) -> str:
    return f"flow-{drawing}-node-{node}"


def _mark(anchor: str, entries: Sequence[Entry]) -> Mark:
    bands = [entry.finding.severity for entry in entries if not entry.finding.suppressions]
    return Mark(anchor, max(bands, default=None), tuple(entries))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _cleaned(value: object) -> object:
    """What every `{{ }}` of the template passes through before it is escaped."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else clean(value)


@cache
def _part(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup((TEMPLATES / name).read_text("utf-8"))  # noqa: S704 - not of the repository


def _hash(text: str) -> str:
    """As a content security policy names inline code (W3C CSP Level 3, section 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{digest}"
