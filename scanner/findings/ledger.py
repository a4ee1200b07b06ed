"""Which file was read by whom: each file of the tree was read by an engine, or is named."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.model.note import Notification, Status
from scanner.model.report import EngineRun
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Tree

MAX_NAMED = 10
_PER_ENGINE = frozenset({"python-not-parsed", "code-not-analysed", "code-analysed-in-part"})
"""Notes of an engine about one file that another engine of the same kind may have read."""


def settled(runs: Sequence[EngineRun]) -> tuple[EngineRun, ...]:
    """The runs, in which a file that another engine of the kind read is one that was scanned
    partly."""
    return tuple(
        replace(run, notifications=tuple(_weighed(note, run, runs) for note in run.notifications))
        for run in runs
    )


def _weighed(note: Notification, run: EngineRun, runs: Sequence[EngineRun]) -> Notification:
    if note.id not in _PER_ENGINE or not note.ends_gate:
        return note
    others = (other for other in runs if other is not run and other.kinds & run.kinds)
    read = any(other.status is Status.OK and note.uri in other.read for other in others)
    return replace(note, partly=True) if read else note


def unread(tree: Tree, runs: Sequence[EngineRun]) -> Iterator[Notification]:
    """The files that no engine read, and a scan that read none."""
    if not tree.sources:
        words = "there was nothing to scan: the folder holds no file that could be read"
        yield Notification(Level.WARNING, "nothing-to-scan", words)
        return
    read = frozenset[str]().union(*(run.read for run in runs))
    said = {note.uri for run in runs for note in run.notifications if note.level is not Level.NOTE}
    left = [
        source.uri
        for source in tree.sources
        if source.kind is not FileKind.BINARY and source.uri not in read | said
    ]
    if left and all(run.status is not Status.FAILED for run in runs):
        names = ", ".join(left[:MAX_NAMED])
        more = f" and {len(left) - MAX_NAMED} more" if len(left) > MAX_NAMED else ""
        count = "1 file was" if len(left) == 1 else f"{len(left)} files were"
        words = f"{count} read by none of the scanners that were asked for: {names}{more}"
        yield Notification(Level.NOTE, "file-of-no-scanner", words, files=len(left))
