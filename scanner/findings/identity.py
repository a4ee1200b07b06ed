"""Fingerprints: GitHub's hash of lines, and our own without lines."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from scanner.code.defects import defects
from scanner.flows.read import Flow, flows
from scanner.formats.positions import Lines
from scanner.model.finding import Finding
from scanner.model.place import Location
from scanner.model.rule import Kind
from scanner.tree.source import FileKind, Tree

_BASE, _WINDOW = 37, 100


def identified(findings: Iterable[Finding], tree: Tree) -> Iterator[Finding]:
    """Add names and fingerprints. None of our own holds a line number: code moves."""
    for uri, group in groupby(findings, key=lambda f: f.location.uri):
        source = tree.get(uri)
        here = list(group)
        counts: dict[str, int] = {}
        lines = Lines(source.text if source else "")
        raw = source.data.decode("utf-8", "replace") if source else ""  # as the action reads it
        hashes = line_hashes(raw, (f.location.region.start_line for f in here))
        for finding in here:
            is_flow = source is not None and source.kind is FileKind.FLOW
            basis = _flow_basis(finding) if is_flow else _basis(finding, lines)
            ordinal = counts[basis] = counts.get(basis, 0) + 1
            content = hashlib.sha256(f"{basis}\0{ordinal}".encode("utf-8", "surrogatepass"))
            anchor = content.hexdigest()
            line_hash = hashes.get(finding.location.region.start_line, "")
            names = finding.aliases | defects().names_of(finding.rule.id)
            yield replace(
                finding,
                aliases=names,
                anchor=anchor,
                fingerprint=fingerprint(uri, anchor),
                flow_fingerprint=_in_flow(finding, anchor, tree) if is_flow else "",
                line_hash=line_hash,
            )


def fingerprint(uri: str, anchor: str) -> str:
    """The identity of what an anchor names, in a file."""
    return hashlib.sha256(f"{uri}\0{anchor}".encode("utf-8", "surrogatepass")).hexdigest()


def _in_flow(finding: Finding, anchor: str, tree: Tree) -> str:
    """The identity in the flow of that name, whichever file it is exported to; empty without one.

    A flow that is moved and exported again has another path and other ids in one commit.
    """
    names = (flow.name for flow in flows(tree).flows if _holds(flow, finding.location))
    name = next(names, "")
    return fingerprint(f"flow {name}", anchor) if name else ""


def _holds(flow: Flow, place: Location) -> bool:
    if flow.uri != place.uri:
        return False
    whole, here = flow.lines.region(flow.root.start, flow.root.end), place.region
    start, end = (whole.start_line, whole.start_column), (whole.end_line, whole.end_column)
    return start <= (here.start_line, here.start_column) <= end


def _basis(finding: Finding, lines: Lines) -> str:
    """What the identity is made of next to the file: rule, name, and the statement.

    Layout does not count, nor does the release of an image or a package: an update that fixes
    nothing is the same alert. For a secret and for a version the text is left out: a fingerprint of
    a secret could be guessed. Their name serves.
    """
    name = finding.location.logical_name
    undated = _without_release(name)
    parts = [finding.rule.id, undated]
    if finding.rule.kind is Kind.CODE or finding.rule.kind is Kind.LANGFLOW:
        span = finding.span
        numbers = range(span.start_line, span.end_line + 1)[:20]
        text = _condensed(lines.line(number) for number in numbers)
        parts.append(_without_style(text.replace(name, undated) if name else text))
    return "\0".join(parts)


_RELEASE = re.compile(r"(?P<name>(?:pkg:)?[\w./%+-]+?(?::\d+/[\w./%+-]+?)?)[@:][\w.@:+!-]+")
"""A package URL, or an image: the name, behind it the release, the tag or the digest."""
_LAST_COMMA = re.compile(r",(?=[)\]}])")


def _without_release(name: str) -> str:
    found = _RELEASE.fullmatch(name)
    return found["name"] if found else name


def _without_style(text: str) -> str:
    """The text as formatters of code would agree on it: one sort of quotes, no last commas."""
    return _LAST_COMMA.sub("", text.replace("'", '"'))


_NODE = re.compile(r"(?<=[A-Za-z])-[A-Za-z0-9]{4,6}(?![A-Za-z0-9])")
"""What Langflow appends to a component's type to name a node: it is drawn anew by an import."""


def _flow_basis(finding: Finding) -> str:
    """Of a flow its types and fields: another layout of the JSON, or another id, is no change."""
    location = finding.location
    return "\0".join((finding.rule.id, without_node_number(location.logical_name)))


def lasting(name: str) -> str:
    """The name of a place without what an import or an update changes."""
    return without_node_number(_without_release(name))


def without_node_number(name: str) -> str:
    """The name of a node without what an import draws anew: `Agent-a1b2C` is `Agent`."""
    return _NODE.sub("", name)


def _condensed(lines: Iterable[str]) -> str:
    """The first 2,000 characters but for white space; of a line of megabytes no more is read."""
    found = ""
    for line in lines:
        at = 0
        while at < len(line) and len(found) < 2000:
            found += "".join(line[at : at + 4000].split())
            at += 4000
    return found[:2000]


def line_hashes(text: str, wanted: Iterable[int]) -> dict[int, str]:
    """GitHub's `primaryLocationLineHash` of the wanted 1-based lines.

    The algorithm is that of github/codeql-action (src/fingerprints.ts): a polynomial hash modulo
    2^64 over the 100 UTF-16 units from the start of the line on, blanks and tabs left out, CR and
    CRLF as LF, 0xFFFF and then zeros behind the end; then how often it was seen up to there.
    """
    folded = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    lines = [line.encode("utf-16-le", "surrogatepass") for line in folded.split("\n")]
    padded = b"\n\0".join(lines) + b"\xff\xff" + b"\0\0" * _WINDOW
    hashes: dict[int, str] = {}
    seen: dict[bytes, int] = {}
    numbers = frozenset(wanted)
    at = 0
    for number, line in enumerate(lines, 1):
        window = padded[at : at + 2 * _WINDOW]
        seen[window] = seen.get(window, 0) + 1
        if number in numbers:
            hashes[number] = f"{_hash(window):x}:{seen[window]}"
        at += len(line) + 2
    return hashes


def _hash(window: bytes) -> int:
    value = 0
    for at in range(0, len(window), 2):
        value = (_BASE * value + window[at] + 256 * window[at + 1]) & (2**64 - 1)
    return value
