"""The base of a pull request, judged without asking every engine about every file again.

Engines that judge each file on its own (semgrep, bandit, detect-secrets) are asked about the files
that differ; of the others, what they said of the head counts. Whatever joins several files, a
deployment with its environment, a flow with what serves it, a manifest with its lock, is asked
about the whole base: what a change opens elsewhere must stay new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanner.engines.base import Engine
from scanner.findings import known as states
from scanner.findings import policy
from scanner.findings import stored as entries
from scanner.findings.known import Known
from scanner.findings.merge import merge
from scanner.findings.stored import Store
from scanner.model.note import Status
from scanner.model.report import EngineRun
from scanner.settings import Settings
from scanner.tree.source import Source, Tree


@dataclass(frozen=True, slots=True)
class Against:
    """What a scan is compared with."""

    base: Settings | None = None
    """The scan of the base; None where a baseline alone counts."""
    name: str = ""
    """Of the base, in words."""
    accepted: Known | None = None
    """The baseline."""
    store: Store | None = None
    """Where what is known of a base is kept between runs."""


def differing(tree: Tree, other: Tree) -> Tree:
    """The files of a tree that the other does not have, or has with another content."""
    sources = tuple(one for one in tree.sources if not _is_same(one, other.get(one.uri)))
    return replace(tree, sources=sources, twins=())


def _is_same(one: Source, other: Source | None) -> bool:
    return other is not None and one.data == other.data and one.kind is other.kind


def asked(engines: Sequence[Engine], before: Tree, after: Tree) -> list[Tree]:
    """The part of the base that each engine has to be asked about."""
    part = differing(before, after)
    return [part if engine.per_file else before for engine in engines]


def judged(
    runs: Sequence[EngineRun],
    heads: Sequence[EngineRun],
    engines: Sequence[Engine],
    trees: tuple[Tree, Tree],
    against: Against,
) -> Known:
    """What is known of the base: of its own runs, and of the head's where files are the same."""
    before, after = trees
    if against.base is None:
        return Known(against.name, frozenset())
    changed = frozenset(one.uri for one in differing(before, after).sources)
    same = frozenset(one.uri for one in before.sources) - changed
    whole = [
        _with_head(run, head, same) if engine.per_file else run
        for engine, run, head in zip(engines, runs, heads, strict=True)
    ]
    report = policy.apply(merge(whole, before), whole, before, against.base)
    return replace(states.of_base(report, against.name), is_whole=not report.incomplete_kinds)


def _with_head(run: EngineRun, head: EngineRun, same: frozenset[str]) -> EngineRun:
    """A run over the files that differ, with what the head's says of all others."""
    if Status.FAILED in (run.status, head.status):
        reason = run.reason if run.status is Status.FAILED else head.reason
        return replace(run, status=Status.FAILED, reason=reason, findings=())
    found = [one for one in head.findings if one.location.uri in same]
    notes = [one for one in head.notifications if one.uri in same]
    skipped = Status.SKIPPED in (run.status, head.status)
    is_skipped = skipped and not (run.findings or found) and run.status is head.status
    return replace(
        run,
        status=Status.SKIPPED if is_skipped else Status.OK,
        findings=(*run.findings, *found),
        notifications=(*run.notifications, *notes),
        read=run.read | (head.read & same),
    )


def together(before: Known | None, accepted: Known | None) -> Known | None:
    """The base and the baseline."""
    return states.both(before, accepted)


def stored(before: Tree | None, against: Against | None) -> tuple[str, Known | None]:
    """The name of the base's entry, and what it says; nothing where nothing is kept."""
    if before is None or against is None or against.base is None or against.store is None:
        return "", None
    entry = entries.name(before, against.base)
    known = entries.read(against.store.get(entry))
    return entry, replace(known, name=against.name) if known else None


def store(entry: str, known: Known, runs: Sequence[EngineRun], against: Against) -> None:
    """Keep what was judged just now, unless a part of it is missing."""
    is_whole = runs and all(run.status is not Status.FAILED for run in runs)
    if entry and against.store is not None and is_whole and known.is_whole:
        against.store.put(entry, entries.written(known))
