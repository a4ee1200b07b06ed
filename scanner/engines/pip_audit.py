"""pip-audit over pins that we collect and advisories that we bring: nothing is resolved or fetched.

pip-audit's own input handling executes code of the repository (it resolves, builds and imports),
so only its `Auditor` is used, in an isolated child, on exact pins; ranges are judged by us, and on
exact pins the two answers are compared.
"""

import fnmatch
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from packaging.version import Version

from scanner import process
from scanner.collect import Tree, printable
from scanner.engines.base import Outcome
from scanner.errors import EngineError, NothingToScan
from scanner.langflow import advisories, family, scores
from scanner.langflow.advisories import Database, SourceInfo, Vulnerability
from scanner.langflow.pins import Origin, Pin, pins
from scanner.langflow.verdicts import allows_any, lowest_clean, only_vulnerable
from scanner.model import Detection, Finding, Kind, Level, Notification, Rule
from scanner.settings import Settings

WORKER = Path(__file__).parent / "workers" / "pip_audit_worker.py"
OLD_DAYS, STALE_DAYS = 30, 180

_Exact = tuple[str, str]


class PipAudit:
    """The `dependencies` engine."""

    name = "pip-audit"
    distribution = "pip-audit"
    information_uri = "https://github.com/pypa/pip-audit"
    kinds = frozenset({Kind.DEPENDENCIES})

    def rules(self) -> tuple[Rule, ...]:
        """None beforehand: a rule is made for each advisory that fires."""
        return ()

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Judge every package that manifests and locks name."""
        collected = pins(tree)
        if not collected.pins and not collected.notifications:
            raise NothingToScan("no file asks for a package")
        database = advisories.load(settings.advisory_db)
        yield from collected.notifications
        yield from _ages(database.sources, collected.pins, settings)
        asked = [pin for pin in collected.pins if not _is_judged_as_deployment(pin)]
        exact = sorted({(p.name, p.version) for p in asked if p.version is not None})
        judged, disagreements = judge(exact, database, settings.timeout)
        yield from disagreements
        for pin in asked:
            if pin.version is not None:
                found = judged[pin.name, pin.version]
                yield from _report(pin, Version(pin.version), found, database, settings)
            else:
                yield from _range(pin, database, settings)
        yield from _unpinned(asked, database)


def _is_judged_as_deployment(pin: Pin) -> bool:
    """Langflow installed by a command is a deployment: LF-VER-001 and LF-VER-003 report it."""
    return pin.origin is Origin.COMMAND and family.is_member(pin.name)


def judge(
    exact: list[_Exact], database: Database, timeout: float
) -> tuple[Mapping[_Exact, tuple[Vulnerability, ...]], list[Notification]]:
    """pip-audit's verdict on every pin, joined with ours; where they differ, both and a warning.

    Raises:
        EngineError: pip-audit did not run, or did not answer for every pin.
    """
    theirs = audit(exact, database, timeout) if exact else {}
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
        answer = msgspec.json.decode(done.stdout, type=_Answer)
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


def _report(
    pin: Pin,
    version: Version,
    found: Iterable[Vulnerability],
    database: Database,
    settings: Settings,
    allowing: str = "",
) -> Iterator[Finding]:
    """One finding for a pin, and one more for each vulnerability that stands on its own.

    Those are the exploited ones, and those that the configuration ignores: a group must not
    vanish because its worst member is accepted.
    """
    every = sorted(found, key=lambda one: one.id)
    alone = [one for one in every if one.kev_date or _is_ignored(one, pin, settings)]
    group = [one for one in every if one not in alone]
    clean = lowest_clean(database, pin.name, version)
    advice = (
        f"{clean} is the lowest release that has none"
        if clean
        else "no release without one is known"
    )
    for one in alone:
        exploited = f", exploited in the wild (CISA KEV, {one.kev_date})" if one.kev_date else ""
        words = f"{pin.asked}{allowing} has {one.id}{exploited}: {scores.summary(one)}"
        yield _finding(pin, one, f"{words}; {advice}", clean)
    if group:
        worst = scores.worst(group)
        count = f"{len(group)}{' more' if alone else ''} known vulnerabilit"
        listed = f"y, {worst.id}" if len(group) == 1 else f"ies, the worst {worst.id}"
        words = f"{pin.asked}{allowing} has {count}{listed}: {scores.summary(worst)}"
        yield _finding(pin, worst, f"{words}; {advice}", clean)


def _finding(pin: Pin, one: Vulnerability, message: str, clean: Version | None) -> Finding:
    unscored = "; no severity is published" if scores.score(one) is None else ""
    return Finding(
        rule=scores.rule(one),
        message=message + unscored,
        location=pin.location,
        detections=(Detection("pip-audit", one.id),),
        aliases=frozenset(one.ids),
        fix=f"{pin.written}=={clean}" if clean and pin.written else "",
    )


def _is_ignored(one: Vulnerability, pin: Pin, settings: Settings) -> bool:
    """Whether an entry of the configuration accepts it here; policy then marks the finding."""
    return any(
        entry.id in one.ids
        and (not entry.path or fnmatch.fnmatchcase(pin.location.uri, entry.path))
        and entry.node in pin.location.logical_name
        and (entry.expires is None or entry.expires >= settings.today)
        for entry in settings.ignore
    )


def _range(pin: Pin, database: Database, settings: Settings) -> Iterator[Outcome]:
    """A range is reported only where it allows nothing but vulnerable releases."""
    if not allows_any(database, pin.name, pin.specifier):
        line = pin.location.region.start_line
        words = f"{pin.location.uri}:{line} {pin.asked} allows no published release"
        words += " and was not audited; mend the range"
        yield Notification(Level.WARNING, "range-without-release", words, pin.location.uri, line)
        return
    verdict = only_vulnerable(database, pin.name, pin.specifier)
    if verdict:
        allowing = " allows only vulnerable releases"
        allowing += f"; the newest, {verdict.newest}," if verdict.is_published else "; the newest"
        yield from _report(pin, verdict.newest, verdict.found, database, settings, allowing)


def _unpinned(found: Iterable[Pin], database: Database) -> Iterator[Notification]:
    """One note a file on the packages that were not judged because they name no version."""
    by_file: dict[str, list[str]] = {}
    for pin in found:
        if pin.version is None and only_vulnerable(database, pin.name, pin.specifier) is None:
            by_file.setdefault(pin.location.uri, []).append(pin.asked)
    for uri, asked in by_file.items():
        names = ", ".join(list(Counter(asked))[:20])
        rest = f" and {len(set(asked)) - 20} more" if len(set(asked)) > 20 else ""
        words = f"{printable(uri)}: {names}{rest} not audited: no exact version; pin or lock it"
        yield Notification(Level.NOTE, "package-not-pinned", words, printable(uri))


def _ages(
    sources: Iterable[SourceInfo], found: Iterable[Pin], settings: Settings
) -> Iterator[Notification]:
    """How old the data is; too old is incomplete, for the packages that no newer source covers."""
    listed = list(sources)
    if settings.offline == "false":
        words = (
            "online advisory sources are not asked in this version: `offline: false` has no effect"
        )
        yield Notification(Level.WARNING, "online-not-asked", words)
    for source in listed:
        days = (settings.today - source.date).days
        if days <= OLD_DAYS:
            continue
        words = f"the advisory data `{source.name}` is of {source.date}, {days} days old"
        alone = sorted({p.name for p in found if _only_source(source, p.name)})
        if days > STALE_DAYS and alone:
            words += (
                f": {len(alone)} packages ({', '.join(alone[:5])}, ...) were judged by it alone"
            )
            words += "; update langflow-scan, or give newer data with advisory-db"
            yield Notification(Level.WARNING, "advisory-data-stale", words)
        else:
            yield Notification(Level.NOTE, "advisory-data-old", words)


def _only_source(source: SourceInfo, package: str) -> bool:
    """Whether nothing else covers a package: our own records cover Langflow's packages."""
    return (source.name == "langflow") == (package in advisories.LISTED)
