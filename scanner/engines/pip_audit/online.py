"""Online advisories: pip-audit's OSV and PyPI services, in an isolated child, when they answer."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from packaging.version import Version

from scanner import process, rules
from scanner.dependencies.advisories import Database, Record, merged
from scanner.errors import EngineError
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import OSV_URL, Settings

WORKER = Path(__file__).with_name("online_worker.py")
PATIENCE = 2.0
"""Seconds for the first answer of a source under `offline: auto`."""
AUTO_SECONDS = 30.0
"""Seconds for all answers under `offline: auto`."""
_NAMES = {"osv": "OSV", "pypi": "PyPI"}
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
_Exact = tuple[str, str]


class _Answers(msgspec.Struct, frozen=True):
    service: str
    answers: tuple[tuple[str, str, tuple[Record, ...]], ...]
    reason: str = ""


@dataclass(frozen=True)
class Online:
    """What the sources said."""

    database: Database
    """The bundled data with what only they knew."""
    answered: frozenset[_Exact] = frozenset()
    found: tuple[tuple[_Exact, str], ...] = ()
    """Pins with an id of a vulnerability that a source named for them."""
    notes: tuple[Notification, ...] = ()


def ask(exact: Sequence[_Exact], database: Database, settings: Settings) -> Online:
    """Ask OSV, and PyPI where OSV does not answer; nobody under `offline: true`.

    Who has an OSV of their own asks nobody else.

    Under `auto` sources that do not answer are passed over: the bundled data has judged every pin.
    Under `false` the scan is incomplete without them.
    """
    if settings.offline == "true" or not exact:
        return Online(database)
    said = _asked(exact, settings)
    if said.answers:
        return _told(said, exact, database, settings)
    if settings.offline == "auto":
        return Online(database)
    words = f"no online advisory source answered ({said.reason or 'no answer'}), and"
    words += " `offline: false` demands one; every package was judged by the bundled data alone"
    return Online(database, notes=(Notification(Level.WARNING, "online-not-asked", words),))


def _asked(exact: Sequence[_Exact], settings: Settings) -> _Answers:
    is_auto = settings.offline == "auto"
    asked = {
        "pins": exact,
        "services": list(_NAMES) if settings.osv_url == OSV_URL else ["osv"],
        "url": settings.osv_url,
        "patience": PATIENCE if is_auto else 10.0,
        "seconds": AUTO_SECONDS if is_auto else settings.timeout / 2,
    }
    proxies = {name: os.environ[name] for name in _PROXIES if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as empty:
        try:
            done = process.run(
                process.python(str(WORKER)),
                cwd=Path(empty),
                timeout=settings.timeout,
                stdin=msgspec.json.encode(asked),
                extra_env=proxies,
            )
            if done.returncode != 0:
                return _Answers("", (), f"exit code {done.returncode}")
            return rules.decoded(done.stdout, _Answers)
        except (EngineError, msgspec.MsgspecError) as error:
            return _Answers("", (), str(error))


def _told(
    answers: _Answers,
    exact: Sequence[_Exact],
    database: Database,
    settings: Settings,
) -> Online:
    found = [
        ((name, version), replace_source(record))
        for name, version, records in answers.answers
        for record in records
        if record.withdrawn is None
    ]
    new = {r.id: r for pin, r in found if not _is_known(r, pin, database)}
    grown = database
    if new:
        bundled = [record for one in database.vulnerabilities for record in one.records]
        grown = replace(database, vulnerabilities=tuple(merged([*bundled, *new.values()])))
    answered = frozenset((name, version) for name, version, _ in answers.answers)
    notes = tuple(_notes(answers, exact, sorted(new), settings))
    return Online(grown, answered, tuple((pin, record.id) for pin, record in found), notes)


def replace_source(record: Record) -> Record:
    """The record as one that came over the network."""
    return msgspec.structs.replace(record, source="online")


def _is_known(record: Record, pin: _Exact, database: Database) -> bool:
    """Whether the bundled data has it, and for this version."""
    known = next((database.by_id[i] for i in sorted(record.ids) if i in database.by_id), None)
    return known is not None and known.affects(pin[0], Version(pin[1]))


def _notes(
    answers: _Answers,
    exact: Sequence[_Exact],
    new: Sequence[str],
    settings: Settings,
) -> Iterator[Notification]:
    name = _NAMES[answers.service]
    told = f"{', '.join(new[:10])}{' and more' if len(new) > 10 else ''}" if new else "none"
    words = f"{name} answered for {len(answers.answers)} of {len(exact)} packages;"
    words += f" advisories that the bundled data does not have: {told}"
    yield Notification(Level.NOTE, "online-asked", words)
    missing = len(exact) - len(answers.answers)
    if missing:
        level = Level.WARNING if settings.offline == "false" and answers.reason else Level.NOTE
        words = f"{name} did not answer for {missing} packages"
        words += f" ({answers.reason or 'not known there'}): judged by the bundled data alone"
        yield Notification(level, "online-not-answered", words)
