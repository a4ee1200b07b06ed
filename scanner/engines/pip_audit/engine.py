"""pip-audit over pins that we collect and advisories that we bring: nothing is resolved or fetched.

pip-audit's own input handling executes code of the repository (it resolves, builds and imports),
so only its `Auditor` is used, in an isolated child, on exact pins; ranges are judged by us, and on
exact pins the two answers are compared.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
from packaging.version import Version

from scanner import process, rules
from scanner.dependencies import advisories, family
from scanner.dependencies.advisories import Database, SourceInfo, Vulnerability
from scanner.dependencies.pins import Origin, Pin, pins
from scanner.dependencies.reporter import Reporter
from scanner.dependencies.verdicts import allows_any
from scanner.engines.base import Outcome
from scanner.engines.pip_audit import online
from scanner.errors import EngineError, NothingToScan
from scanner.model.finding import Finding
from scanner.model.note import Notification, Reading
from scanner.model.rule import Kind, Level, Rule
from scanner.settings import Settings
from scanner.tree.source import Tree
from scanner.tree.text import printable

WORKER = Path(__file__).with_name("pip_audit_worker.py")
FOLDER = "dependencies"
OLD_DAYS, STALE_DAYS = 30, 180

_Exact = tuple[str, str]
_Found = tuple[Vulnerability, ...]


class PipAudit:
    """The `dependencies` engine."""

    name = "pip-audit"
    distribution = "pip-audit"
    information_uri = "https://github.com/pypa/pip-audit"
    kinds = frozenset({Kind.DEPENDENCIES})
    per_file = False

    def rules(self) -> tuple[Rule, ...]:
        """Those about ranges; for each advisory that fires one more is made."""
        return tuple(rules.load_folder(FOLDER).values())

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Judge every package that manifests, locks and commands name."""
        collected = pins(tree)
        asked = [pin for pin in collected.pins if not _is_judged_as_deployment(pin)]
        if not collected.pins and not collected.notifications:
            raise NothingToScan("no file asks for a package")
        database = advisories.of(settings)
        yield Reading(frozenset(pin.location.uri for pin in collected.pins))
        yield from collected.notifications
        named = [pin for pin in asked if pin.version is not None]
        exact = sorted({(family.judged_as(pin.name), pin.version or "") for pin in named})
        told = online.ask(exact, database, settings)
        yield from told.notes
        yield from _ages(database.sources, asked, told.answered, settings)
        judged, disagreements = judge(exact, told.database, settings.timeout)
        yield from disagreements
        chosen = replace(collected, pins=tuple(asked))
        reporter = Reporter(tree, chosen, told.database, settings, rules.load_folder(FOLDER))
        yield from reporter.exact(_joined(judged, told))
        yield from _ranges([pin for pin in collected.pins if pin.version is None], reporter)
        yield from reporter.mutable()
        yield from _deployed(collected.pins, reporter)


def _is_judged_as_deployment(pin: Pin) -> bool:
    """Langflow installed by a command is a deployment: LF-VER-001 and LF-VER-003 report it."""
    return pin.origin is Origin.COMMAND and family.is_member(pin.name)


def _deployed(found: Iterable[Pin], reporter: Reporter) -> Iterator[Outcome]:
    """What commands install of Langflow, for the bill of materials alone."""
    for pin in found:
        if _is_judged_as_deployment(pin) and pin.version is not None:
            package = family.judged_as(pin.name)
            yield reporter.component(pin, reporter.database.of(package, Version(pin.version)))


def _joined(judged: Mapping[_Exact, _Found], told: online.Online) -> Mapping[_Exact, _Found]:
    """The verdicts with what an online source named for a pin."""
    found = {pin: {one.id: one for one in known} for pin, known in judged.items()}
    for pin, named in told.found:
        one = told.database.by_id[named]
        found[pin][one.id] = one
    return {pin: tuple(known.values()) for pin, known in found.items()}


def judge(
    exact: list[_Exact], database: Database, timeout: float
) -> tuple[Mapping[_Exact, tuple[Vulnerability, ...]], list[Notification]]:
    """pip-audit's verdict on every pin, joined with ours; where they differ, both and a warning.

    Raises:
        EngineError: pip-audit did not run, or did not answer for every pin.
    """
    asked = [pin for pin in exact if pin not in database.audited]
    database.audited.update(audit(asked, database, timeout) if asked else {})
    theirs = {pin: database.audited[pin] for pin in exact}
    verdicts: dict[_Exact, tuple[Vulnerability, ...]] = {}
    notes: list[Notification] = []
    for pin in exact:
        ours = {one.id: one for one in database.of(pin[0], Version(pin[1]))}
        other = {i: database.by_id[i] for i in theirs[pin]}
        if ours.keys() != other.keys():
            differing = ", ".join(sorted(ours.keys() ^ other.keys())[:10])
            words = f"pip-audit and our own matcher disagree on {pin[0]} {pin[1]} ({differing});"
            words += " all are reported: please report this with the advisory ids"
            notes.append(Notification(Level.WARNING, "auditors-disagree", words))
        verdicts[pin] = tuple((ours | other).values())
    return verdicts, notes


class _Result(msgspec.Struct, frozen=True):
    name: str
    version: str
    skipped: str | None = None
    vulnerabilities: tuple[tuple[str, ...], ...] = ()


class _Answer(msgspec.Struct, frozen=True):
    results: tuple[_Result, ...]


def audit(
    exact: list[_Exact], database: Database, timeout: float, worker: Path = WORKER
) -> Mapping[_Exact, frozenset[str]]:
    """The ids of the vulnerabilities that pip-audit's `Auditor` finds in each pin.

    Raises:
        EngineError: the worker crashed, hung, printed nonsense, or left a pin out.
    """
    records = {
        name: [record for one in database.by_package.get(name, ()) for record in one.records]
        for name in {name for name, _ in exact}
    }
    asked = msgspec.json.encode({"pins": exact, "records": records})
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as empty:
        done = process.run(
            process.python(str(worker)), cwd=Path(empty), timeout=timeout, stdin=asked
        )
    return parse(done, exact, database)


def parse(
    done: process.Completed, exact: list[_Exact], database: Database
) -> Mapping[_Exact, frozenset[str]]:
    """The worker's answer; pip-audit's exit code alone is never believed."""
    if done.returncode != 0:
        raise EngineError(
            f"pip-audit ended with exit code {done.returncode}",
            returncode=done.returncode,
            stderr_tail=done.stderr_tail,
            hint="run again with --verbose to see its message",
        )
    try:
        answer = rules.decoded(done.stdout, _Answer)
    except msgspec.MsgspecError as error:
        raise EngineError(
            f"pip-audit's answer could not be read: {error}", stderr_tail=done.stderr_tail
        ) from error
    found = {(one.name, one.version): one for one in answer.results}
    missing = [f"{name} {version}" for name, version in exact if (name, version) not in found]
    skipped = [f"{r.name} {r.version}" for r in answer.results if r.skipped is not None]
    if missing or skipped:
        words = f"pip-audit did not judge {len(missing + skipped)} pins, such as"
        raise EngineError(f"{words} {printable((missing + skipped)[0])}")
    unknown = [
        i
        for r in answer.results
        for ids in r.vulnerabilities
        for i in ids
        if i not in database.by_id
    ]
    if unknown:
        raise EngineError("pip-audit named an advisory that it was not given")
    return {
        pin: frozenset(database.by_id[ids[0]].id for ids in found[pin].vulnerabilities)
        for pin in exact
    }


def _ranges(open_: Sequence[Pin], reporter: Reporter) -> Iterator[Outcome]:
    """Findings of ranges; those that allow no release and those that name none as notes."""
    database = reporter.database
    fitting: list[Pin] = []
    for pin in open_:
        if allows_any(database, family.judged_as(pin.name), pin.specifier):
            fitting += [] if _is_judged_as_deployment(pin) else [pin]
            continue
        line = pin.location.region.start_line
        words = f"{pin.location.uri}:{line} {pin.asked} allows no published release"
        words += " and was not audited; fix the range"
        yield Notification(Level.WARNING, "range-without-release", words, pin.location.uri, line)
    reported = set()
    for outcome in reporter.ranges(fitting):
        if isinstance(outcome, Finding):
            reported.add(outcome.location)
        yield outcome
    yield from reporter.unpinned([pin for pin in fitting if pin.location not in reported])


def _ages(
    sources: Iterable[SourceInfo],
    found: Iterable[Pin],
    answered: frozenset[_Exact],
    settings: Settings,
) -> Iterator[Notification]:
    """How old the data is; too old is incomplete, for the packages that no newer source covers."""
    listed = list(sources)
    names = {
        package
        for pin in found
        if ((package := family.judged_as(pin.name)), pin.version or "") not in answered
    }
    for source in listed:
        days = (settings.today - source.date).days
        if days <= OLD_DAYS:
            continue
        words = f"the advisory data `{source.name}` is of {source.date}, {days} days old"
        alone = sorted(name for name in names if _newest(listed, name) == source)
        if days > STALE_DAYS and alone:
            words += (
                f": {len(alone)} packages ({', '.join(alone[:5])}, ...) were judged by it alone"
            )
            words += "; update langflow-scan, or give newer data with advisory-db"
            yield Notification(Level.WARNING, "advisory-data-stale", words)
        else:
            yield Notification(Level.NOTE, "advisory-data-old", words)


def _newest(sources: Sequence[SourceInfo], package: str) -> SourceInfo:
    """The newest source that covers a package.

    Our own records cover Langflow's packages and nothing else; a given database is taken to cover
    what the bundled data of the index does.
    """
    is_ours = package in advisories.LISTED
    covering = [one for one in sources if (one.name == "langflow") == is_ours]
    return max(covering, key=lambda one: one.date)
