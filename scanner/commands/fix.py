"""`fix`: the edits of a scan, tried on a copy in memory before any of them is shown or written.

The tree is scanned again with the edits in it. An edit stays where its finding is gone, none as
grave appeared, and every file can be read as before; what does not stay is named, with the reason.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from scanner import outputs
from scanner.errors import OutputError, ScanCut
from scanner.findings import excerpts
from scanner.findings.ranking import ranked
from scanner.model.finding import Finding
from scanner.model.note import Verdict
from scanner.model.report import Report
from scanner.model.rule import Kind, Level, Severity
from scanner.pipeline import Progress, scan
from scanner.secrets.hidden import HIDDEN
from scanner.settings import Settings
from scanner.tree.source import Source, Tree

ROUNDS = 4
"""Scans with fewer edits each; what is left over then is not shown as a fix."""
_BASE = re.compile(r"^LF-[A-Z]+-\d+")
_Place = tuple[str, str]


@dataclass(frozen=True)
class Fixes:
    """What may be written."""

    before: tuple[Source, ...]
    """The files that are edited, as they are."""
    after: Mapping[str, str]
    """Their new texts, by path."""
    done: tuple[Finding, ...]
    """The findings that are gone then."""
    refused: tuple[tuple[Finding, str], ...]
    """Findings with an edit that does not help, and why."""
    advised: int
    """Findings that only words can help with."""
    secret_lines: frozenset[str] = frozenset()
    """Lines of the edited files in which a secret was found: they are not shown."""


def fixes(settings: Settings, progress: Progress | None = None) -> Fixes:
    """The edits that help.

    Raises:
        ScanCut: the scan was not complete, so that nothing can be said of what an edit changes.
    """
    seen: list[Tree] = []

    def looked_at(tree: Tree) -> Tree:
        seen.append(tree)
        return tree

    before = scan(settings, progress, change=looked_at)
    if before.verdict is Verdict.INCOMPLETE:
        raise ScanCut(
            f"the scan is incomplete ({'; '.join(before.reasons)}), so no fix was tried",
            hint="run `langflow-scan scan` to see what was not looked at",
        )
    tree = seen[0]
    chosen, refused = _planned(before, tree)
    advised = sum(finding.edit is None for finding in before.open)
    for _ in range(ROUNDS):
        if not chosen:
            break
        after = scan(settings, progress, change=partial(applied, chosen))
        useless = _useless(before, after, chosen)
        if not useless:
            break
        refused += [(finding, useless[id(finding)]) for finding in chosen if id(finding) in useless]
        chosen = [finding for finding in chosen if id(finding) not in useless]
    else:
        refused += [(finding, "it was not tried to the end") for finding in chosen]
        chosen = []
    edited = {source.uri: source.text for source in applied(chosen, tree).sources}
    uris = {finding.location.uri for finding in chosen}
    sources = tuple(source for source in tree.sources if source.uri in uris)
    texts = {uri: edited[uri] for uri in sorted(uris)}
    secrets = frozenset(_secret_lines(before, tree))
    return Fixes(sources, texts, tuple(chosen), tuple(refused), advised, secrets)


def _secret_lines(report: Report, tree: Tree) -> Iterator[str]:
    for finding in report.findings:
        for place in (finding.location, *finding.related):
            source = tree.get(place.uri)
            if finding.rule.kind is Kind.SECRETS and source is not None:
                for number in range(place.region.start_line, place.region.end_line + 1):
                    yield source.lines.line(number)


def _planned(report: Report, tree: Tree) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """The findings whose edits can be made together, the most urgent first."""
    chosen: list[Finding] = []
    refused: list[tuple[Finding, str]] = []
    for finding in ranked(report.open):
        if finding.edit is None:
            continue
        source = tree.get(finding.location.uri)
        if source is None or source.data != source.text.encode("utf-8"):
            refused.append((finding, "the file is not plain UTF-8"))
        elif any(finding.edit == other.edit and _same_file(finding, other) for other in chosen):
            chosen.append(finding)
        elif any(_same_file(finding, other) and _overlap(finding, other) for other in chosen):
            refused.append((finding, "another edit changes the same place; run `fix` again"))
        else:
            chosen.append(finding)
    return chosen, refused


def _same_file(one: Finding, other: Finding) -> bool:
    return one.location.uri == other.location.uri


def _overlap(one: Finding, other: Finding) -> bool:
    if one.edit is None or other.edit is None:
        return False
    a, b = one.edit.region, other.edit.region
    return (a.start_line, a.start_column) < (b.end_line, b.end_column) and (
        b.start_line,
        b.start_column,
    ) < (a.end_line, a.end_column)


def applied(findings: Iterable[Finding], tree: Tree) -> Tree:
    """The tree with the edits in it."""
    edits: dict[str, set[tuple[int, int, str]]] = {}
    for finding in findings:
        source = tree.get(finding.location.uri)
        if source is None or finding.edit is None:
            continue
        region = finding.edit.region
        begin = source.lines.offset(region.start_line, region.start_column)
        end = source.lines.offset(region.end_line, region.end_column)
        edits.setdefault(source.uri, set()).add((begin, end, finding.edit.text))
    return replace(
        tree,
        sources=tuple(
            _edited(source, edits[source.uri]) if source.uri in edits else source
            for source in tree.sources
        ),
    )


def _edited(source: Source, edits: Iterable[tuple[int, int, str]]) -> Source:
    text = source.text
    for begin, end, written in sorted(edits, reverse=True):
        text = text[:begin] + written + text[end:]
    return replace(source, data=text.encode("utf-8"))


def _useless(before: Report, after: Report, chosen: Sequence[Finding]) -> dict[int, str]:
    """Why edits do not help, by the identity of their findings."""
    found: dict[int, str] = {}
    left = {_line(finding) for finding in _open_parts(after)}
    for finding in chosen:
        if _line(finding) in left:
            found[id(finding)] = "the finding would still be there"
    for uri, why, severity in _worse(before, after):
        for finding in _blamed(uri, chosen):
            if finding.severity <= severity:
                found.setdefault(id(finding), why)
    return found


def _worse(before: Report, after: Report) -> Iterator[tuple[str, str, Severity]]:
    """What is there with the edits and was not before: the file, the words, how grave it is."""
    was = {_place(finding) for finding in _open_parts(before)}
    known = {(note.uri, note.id) for note in before.all_notifications}
    for note in after.all_notifications:
        if note.uri and note.level is not Level.NOTE and (note.uri, note.id) not in known:
            yield note.uri, f"{note.uri} could not be read any more", Severity.CRITICAL
    for finding in _open_parts(after):
        if _place(finding) not in was:
            uri = finding.location.uri
            yield uri, f"it would bring {finding.rule.id} in {uri}", finding.severity


def _blamed(uri: str, chosen: Sequence[Finding]) -> Sequence[Finding]:
    """The edits that may be the reason of something new in a file: those in it, else settings of
    other files, else all."""
    here = [finding for finding in chosen if finding.location.uri == uri]
    settings = [finding for finding in chosen if finding.rule.kind is Kind.LANGFLOW]
    return here or settings or chosen


def _open_parts(report: Report) -> Iterator[Finding]:
    """Each finding by itself: one that an alert stood for is no new one when the alert is gone."""
    return (finding for finding in report.parts if not finding.suppressions)


def _line(finding: Finding) -> tuple[_Place, int]:
    """A rule and a line: edits add no lines and take none."""
    return _place(finding), finding.location.region.start_line


def _place(finding: Finding) -> _Place:
    """A rule whatever its variant, and a file: one variant may follow another."""
    match = _BASE.match(finding.rule.id)
    return (match.group() if match else finding.rule.id, finding.location.uri)


def difference(made: Fixes) -> Iterator[str]:
    """The unified diff, without what may be a secret."""
    for source in made.before:
        lines = difflib.unified_diff(
            source.text.splitlines(),
            made.after[source.uri].splitlines(),
            f"a/{source.uri}",
            f"b/{source.uri}",
            lineterm="",
        )
        for number, line in enumerate(lines):
            is_head = number < 2 or line.startswith("@@")
            yield line if is_head else line[0] + _shown(line[1:], source.uri, made)


def _shown(line: str, uri: str, made: Fixes) -> str:
    shown = excerpts.hidden(line, uri)
    return HIDDEN if line in made.secret_lines and shown == line else shown


def summary(made: Fixes, *, written: bool) -> Iterator[str]:
    """What the edits come to, in lines for people."""
    if made.before:
        yield ""
    for finding, why in made.refused:
        place = f"{finding.location.uri}:{finding.location.region.start_line}"
        yield f"left out: {place} {finding.rule.id}: {why}"
    ended, files = len(made.done), len(made.before)
    edits = f"{ended} finding{'s' if ended != 1 else ''} in {files} file{'s' if files != 1 else ''}"
    if not ended:
        yield "no finding can be ended by an edit that is right for everyone"
    elif written:
        yield f"written: edits that end {edits}"
    else:
        yield f"edits that end {edits}; nothing was written: --write writes them"
    if made.advised:
        yield f"{made.advised} more need a decision: `langflow-scan scan` says what to do for each"


def write(made: Fixes, root: Path, checkout: Path) -> None:
    """Write the edited files; each keeps its mode.

    Raises:
        OutputError: a file is not what was scanned any more, or cannot be written. Those before it
            are written then.
    """
    for source in made.before:
        path = root / source.uri
        if path.is_symlink() or path.read_bytes() != source.data:
            raise OutputError(
                f"{source.uri} was not written: it has changed since it was scanned",
                hint="run `langflow-scan fix` again",
            )
        outputs.write(path, made.after[source.uri], checkout, mode=path.stat().st_mode & 0o7777)
