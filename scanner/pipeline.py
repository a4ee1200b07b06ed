"""The whole scan, from top to bottom."""

import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Protocol, TypeVar

from scanner import __version__, supervisor
from scanner.engines import ENGINES
from scanner.engines.base import Engine, Outcome
from scanner.errors import EngineError, NothingToScan, ScanCut, ScannerError
from scanner.findings import basis, configured, edits, excerpts, kept_runs, policy
from scanner.findings.basis import Against
from scanner.findings.merge import merge
from scanner.findings.redaction import redacted
from scanner.model.changes import FlowChange
from scanner.model.finding import Finding
from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.note import Guarded, Notification, Reading, Status
from scanner.model.package import Package
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Level, Rule
from scanner.settings import Settings
from scanner.supervisor import TimeUp, Watch
from scanner.tree.archives import outside_note
from scanner.tree.collect import collect
from scanner.tree.source import Tree

OURS = "langflow-scan"
REVIEW_SECONDS = 30.0
"""For what reviewers are shown of changed flows."""
MERGE_SECONDS = 60.0
"""What merging gets at least: the engines may have used up all the time there was."""


class Progress(Protocol):
    """Who hears of a scan while it goes on."""

    def ended(self, run: EngineRun) -> None:
        """An engine has ended."""

    def tick(self) -> None:
        """Called some times a second while engines work."""


class Unheard:
    """A progress that nobody follows."""

    def ended(self, run: EngineRun) -> None:
        """Say nothing."""

    def tick(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """An engine and the files that it is asked about."""

    engine: Engine
    tree: Tree
    settings: Settings
    is_base: bool = False


def scan(
    settings: Settings,
    progress: Progress | None = None,
    against: Against | None = None,
    change: Callable[[Tree], Tree] | None = None,
) -> Report:
    """Collect, run the engines side by side, merge, decide: within one deadline for all of it.

    What a pull request is compared with is judged in the same run, after the head. `change` makes
    another tree of what was read, to see what a scan would say of that.

    Raises:
        ScanCut: the deadline came before the files were read, or when the findings were merged.
        ConfigError: the configuration names a rule or a path that there is not.
    """
    watch = Watch(time.monotonic() + settings.timeout, settings.max_memory * 2**20)
    engines = [engine for engine in ENGINES if engine.kinds & frozenset(settings.scanners)]
    with supervisor.temporary_folder():
        with within(watch, "the files were read"):
            tree = collect(settings)
            tree = change(tree) if change else tree
            before = collect(against.base) if against and against.base else None
            # The base is written out of git, and is asked what a checkout is asked.
            before = replace(before, is_checkout=tree.is_checkout) if before else None
        configured.check(settings, tree)
        jobs = [Job(engine, tree, settings) for engine in engines]
        entry, stored = basis.stored(before, against)
        if against and against.base and before and not stored:
            trees = basis.asked(engines, before, tree)
            jobs += [Job(e, t, against.base, True) for e, t in zip(engines, trees, strict=True)]
        done = run_all(jobs, progress or Unheard(), watch)
    runs, bases = done[: len(engines)], done[len(engines) :]
    watch.deadline = max(watch.deadline, time.monotonic() + MERGE_SECONDS)
    known = against.accepted if against else None
    changes: tuple[FlowChange, ...] = ()
    if against and against.base and before:
        with within(watch, "the base was judged"):
            judged = stored or basis.judged(bases, runs, engines, (before, tree), against)
            basis.store(entry, judged, bases, against)
            known = basis.together(judged, known)
        found = (*judged.findings, *(finding for run in runs for finding in run.findings))
        changes, notice = _changes(before, tree, settings, found)
        settings = replace(settings, pending=(*settings.pending, *notice))
    with within(watch, "the findings were put together"):
        findings = edits.attached(excerpts.attached(merge(runs, tree), tree), tree)
        report = policy.apply(findings, runs, tree, settings, known, changes)
        return redacted(report)


def _changes(
    before: Tree, after: Tree, settings: Settings, found: Sequence[Finding]
) -> tuple[tuple[FlowChange, ...], tuple[str, ...]]:
    """What became of each flow; or, where that takes too long, a word on it. The gate needs none
    of it."""
    from scanner.review import read as review  # what only a comparison needs
    from scanner.review.concealed import concealed

    watch = Watch(time.monotonic() + REVIEW_SECONDS, settings.max_memory * 2**20)
    try:
        with within(watch, "the flows were compared"):
            return concealed(review.changes(before, after, settings), found), ()
    except ScanCut:
        words = "what changed in flows is not shown: to compare them takes more than "
        return (), (f"{words}{REVIEW_SECONDS:.0f} seconds",)


@contextmanager
def within(watch: Watch, what: str) -> Iterator[None]:
    """The deadline for a part of the scan that is done in this process.

    Raises:
        ScanCut: it came.
    """
    try:
        with supervisor.alarm(watch):
            yield
    except TimeUp:
        hint = "give it more with --timeout, exclude large generated files, or scan a smaller path"
        raise ScanCut(f"the time of the scan was up before {what}", hint=hint) from None


def run_all(jobs: Sequence[Job], progress: Progress, watch: Watch) -> tuple[EngineRun, ...]:
    """The run of every job, in their order; what did not end in time has failed.

    All engines work at once, each on the head and then on the base, of which it is asked less.
    """
    for job in jobs:
        _warm(job.engine)

    def work(emit: supervisor.Emit) -> None:
        def one_engine(name: str) -> None:
            for number, job in enumerate(jobs):
                if job.engine.name == name:
                    _done(number, job, max(1.0, watch.left * 0.95), emit)

        # A child is ended a little earlier than the rest, so that the others are delivered.
        with ThreadPoolExecutor(max_workers=len(ENGINES)) as pool:
            list(pool.map(one_engine, dict.fromkeys(job.engine.name for job in jobs)))

    ended: dict[int, EngineRun] = {}
    for number, run in supervisor.run(work, watch, progress.tick):
        ended[number] = _explained(run, watch)
        if not jobs[number].is_base:
            progress.ended(ended[number])
    for number, job in enumerate(jobs):
        if number not in ended:
            ended[number] = _cut(job.engine, job.settings, watch)
            if not job.is_base:
                progress.ended(ended[number])
    return tuple(ended[number] for number in range(len(jobs)))


def _done(number: int, job: Job, left: float, emit: supervisor.Emit) -> None:
    """The run of a job: the kept one where nothing that it depends on has changed."""
    bounded, store, entry = replace(job.settings, timeout=left), job.settings.store, b""
    if store and kept_runs.may_be_kept(job.engine, job.tree, bounded):
        started = time.monotonic()
        entry = kept_runs.name(job.engine, job.tree, bounded)
        kept = store.get([entry]).entries.get(entry)
        if kept and (run := kept_runs.read(kept, job.engine)):
            emit((number, replace(run, seconds=time.monotonic() - started)))
            return
    run = attempt(job.engine, job.tree, bounded, lambda run: emit((number, run)))
    if store and entry and (data := kept_runs.written(run)):
        store.put({entry: data})


def _warm(engine: Engine) -> None:
    """Read an engine's rules before threads do: what is built at first use is built by one."""
    with suppress(ScannerError):  # `attempt` meets it again, and reports it
        engine.rules()
    _version(engine.distribution)


def _explained(run: EngineRun, watch: Watch) -> EngineRun:
    """A run that failed because its worker took too much memory says so."""
    if run.status is not Status.FAILED or not watch.stopped:
        return run
    words = f"{run.reason}; {', '.join(watch.stopped)} was stopped: the scan needed more than "
    words += f"{watch.max_bytes // 2**20} MiB"
    return replace(run, reason=words, hint="give it more with --max-memory, or scan a smaller path")


def _cut(engine: Engine, settings: Settings, watch: Watch) -> EngineRun:
    """The run of an engine that something ended from outside."""
    reason = watch.reason or "its process ended without a word"
    words = f"{engine.name} did not finish: {reason}"
    return EngineRun(
        engine=engine.name,
        version=_version(engine.distribution),
        kinds=engine.kinds & frozenset(settings.scanners),
        status=Status.FAILED,
        reason=reason,
        hint="give it more with --timeout or --max-memory, or exclude large generated files",
        detail=watch.trace,
        information_uri=engine.information_uri,
        notifications=(Notification(Level.ERROR, "engine-failed", words),),
    )


_Kind = TypeVar("_Kind")
_KEPT_OF_FAILED = (Notification, Guarded, Reading)
"""What an engine that failed has said stands; what it found is not all, and is left out."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """How an engine ended: the fields of `EngineRun` with these names."""

    status: Status
    reason: str = ""
    hint: str = ""
    detail: str = ""


def attempt(
    engine: Engine, tree: Tree, settings: Settings, ended: Callable[[EngineRun], None]
) -> EngineRun:
    """Run one engine to its end, whatever that end is: an engine that fails is never empty."""
    started = time.monotonic()
    rules: tuple[Rule, ...] = ()
    outcomes: list[Outcome] = []
    ending = _Ending(Status.OK)
    try:
        rules = engine.rules()
        outcomes.extend(engine.run(tree, settings))  # what came before an error stays
    except NothingToScan as nothing:
        ending = _Ending(Status.SKIPPED, str(nothing))
    except ScannerError as error:
        detail = error.stderr_tail if isinstance(error, EngineError) else ""
        ending = _Ending(Status.FAILED, str(error), error.hint, detail)
    except OSError as error:
        # The files of the tree were read before: what is opened now is in our temporary folder.
        detail = "".join(traceback.format_exception(error))
        hint = f"free some space in {tempfile.gettempdir()}, or name another folder with TMPDIR"
        reason = f"the machine refused a file or a process: {error.strerror or error}"
        ending = _Ending(Status.FAILED, reason, hint, detail)
    except Exception as error:  # noqa: BLE001 - an engine's bug must not end the others' work
        reason = f"internal error: {type(error).__name__}"
        detail = "".join(traceback.format_exception(error))
        hint = "run again with --verbose and report the traceback"
        ending = _Ending(Status.FAILED, reason, hint, detail)
    if ending.status is Status.FAILED:
        outcomes = [outcome for outcome in outcomes if isinstance(outcome, _KEPT_OF_FAILED)]
        words = f"{engine.name} did not finish: {ending.reason}"
        outcomes.append(Notification(Level.ERROR, "engine-failed", words))

    def of(kind: type[_Kind]) -> tuple[_Kind, ...]:
        return tuple(outcome for outcome in outcomes if isinstance(outcome, kind))

    run = EngineRun(
        engine=engine.name,
        version=_version(engine.distribution),
        kinds=engine.kinds & frozenset(settings.scanners),
        status=ending.status,
        reason=ending.reason,
        hint=ending.hint,
        detail=ending.detail,
        information_uri=engine.information_uri,
        rules=rules,
        findings=tuple(f for f in of(Finding) if f.rule.kind in settings.scanners),
        notifications=tuple(map(outside_note, of(Notification))),
        components=of(Package),
        guarded=of(Guarded),
        flows=of(FlowPicture),
        inventories=of(FlowInventory),
        read=frozenset(uri for reading in of(Reading) for uri in reading.uris),
        seconds=time.monotonic() - started,
    )
    ended(run)
    return run


def _version(distribution: str) -> str:
    """The installed version from package metadata; asking the tools themselves is slow."""
    if distribution == OURS:
        return __version__  # also when run from a checkout that is not installed
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"
