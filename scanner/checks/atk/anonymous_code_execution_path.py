"""LF-ATK-001 anonymous-code-execution-path."""

from collections.abc import Iterator
from dataclasses import replace

from packaging.version import Version

from scanner.checks.access import auto_login, lets_anybody_in
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.dependencies import advisories
from scanner.dependencies.advisories import Database, Vulnerability
from scanner.deployments.model import Deployment, Effective
from scanner.model.place import Location

_RUNS_CODE = frozenset(
    {"CWE-77", "CWE-78", "CWE-94", "CWE-95", "CWE-96", "CWE-470", "CWE-502", "CWE-913"}
)


_FOR_ANY_USER = ("AV:N", "PR:L")


_COMPLETE = (("/C:H", "/I:H"), ("/VC:H", "/VI:H"))
"""What a CVSS vector (v3, v4) says of a takeover over the network by any account."""


@check("LF-ATK-001")
def anonymous_code_execution_path(facts: Facts) -> Iterator[Match]:
    """Exposed, auto-login, and a release in which an account is enough to run code."""
    units = [unit for unit in facts.units if _is_open(unit)]
    if not units:
        return
    database = advisories.load(facts.settings.advisory_db)
    for unit in units:
        login, version = auto_login(unit), unit.version
        known = _usable(database, version) if version else ()
        if login and known:
            yield _path(unit, login, known)


def _is_open(unit: Deployment) -> bool:
    return unit.version is not None and lets_anybody_in(unit) is not None


def _usable(database: Database, version: Version) -> tuple[Vulnerability, ...]:
    """What lets an account run code in a release, exploited ones first."""
    found = (v for v in database.of("langflow", version) if _runs_code(v))
    return tuple(sorted(found, key=lambda v: (not v.kev_date, v.id)))


def _runs_code(vulnerability: Vulnerability) -> bool:
    return any(
        _RUNS_CODE & {*record.database_specific.get("cwe_ids", ())}
        and any(_is_takeover(severity.score) for severity in record.severity)
        for record in vulnerability.records
    )


def _is_takeover(vector: str) -> bool:
    whole = any(all(part in vector for part in parts) for parts in _COMPLETE)
    return whole and all(part in vector for part in _FOR_ANY_USER)


def _path(unit: Deployment, login: Effective, known: tuple[Vulnerability, ...]) -> Match:
    first = known[0].id
    others = f" and {len(known) - 1} more" if len(known) > 1 else ""
    door = next((port.location for port in unit.ports if not port.is_loopback), unit.location)
    steps = (
        _step(door, "anyone reaches the port"),
        _step(login.location, f"GET /api/v1/auto_login gives a superuser's token ({login.origin})"),
        _step(unit.version_location, f"{first}{others}: an account is enough to run code"),
    )
    message = f"{unit.name} lets anyone run code: its port is published, auto-login gives every "
    message += f"visitor an account, and in Langflow {unit.version} an account is enough "
    message += f"({first}{others})"
    return Match(message, unit.version_location, related=steps[:2], path=steps)


def _step(location: Location, words: str) -> Location:
    return replace(location, message=words)
