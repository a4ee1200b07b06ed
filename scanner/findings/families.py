"""What one edit ends is one alert: rules of a family at one line, a manifest with its lock.

A low code rule is one alert a file: a habit, which its owner changes or keeps as a whole.

Runs after suppressions: an ignored finding is left as it is, and only what is open is joined. The
lead keeps its identity; the places and ids of the others are kept with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

import msgspec

from scanner import rules
from scanner.model.finding import Finding
from scanner.model.rule import Kind, Severity

FILE = "families.yml"
MAX_RELATED = 50
"""Places that one alert names."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of a family, and what the lead says of it."""

    rule: str
    says: str


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules whose findings at one line have one fix, the leading one first."""

    name: str
    members: tuple[Member, ...]


@cache
def families() -> tuple[Family, ...]:
    """The table, read once."""
    return rules.read_yaml(FILE, tuple[Family, ...])


@cache
def _places() -> dict[str, tuple[str, int]]:
    """The family of each rule, and its rank in it."""
    return {
        member.rule: (family.name, rank)
        for family in families()
        for rank, member in enumerate(family.members)
    }


@cache
def _says() -> dict[str, str]:
    return {member.rule: member.says for family in families() for member in family.members}


def joined(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with every family as one alert, in their order."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(_family_of(finding) or number, []).append(finding)
    leads = [_at_one_line(group) if len(group) > 1 else group[0] for group in groups.values()]
    return tuple(_repeated(tuple(_packages(leads))))


def _repeated(findings: Sequence[Finding]) -> Iterator[Finding]:
    """A low code rule is one alert a file, any code rule one a line: the others are related."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_habit_of(finding), []).append(finding)
    others = {id(group[0]): group[1:] for habit, group in groups.items() if habit}
    for finding in findings:
        if not _habit_of(finding):
            yield finding
        elif id(finding) in others:
            yield _with(finding, others[id(finding)])


def _habit_of(finding: Finding) -> object:
    location = finding.location
    if finding.rule.kind is not Kind.CODE or finding.suppressions or location.logical_name:
        return None
    line = 0 if finding.severity <= Severity.LOW else location.region.start_line
    return finding.rule.id, location.uri, line


def _family_of(finding: Finding) -> object:
    """What findings have in common that are one alert; nothing for one that stands alone."""
    place = _places().get(finding.rule.id)
    if place is None or finding.suppressions:
        return None
    return place[0], finding.location.uri, finding.location.region.start_line


def _at_one_line(group: list[Finding]) -> Finding:
    """The gravest with what the others say; of equals the first in the table."""
    ordered = sorted(
        group, key=lambda f: (-f.rule.security_severity, _places()[f.rule.id][1], f.message)
    )
    lead, others = ordered[0], ordered[1:]
    said = dict.fromkeys(_says()[one.rule.id] for one in others if one.rule.id != lead.rule.id)
    more = f"; also: {'; '.join(said)}" if said else ""
    fix = next((one.fix for one in ordered if one.fix), "")
    return _with(replace(lead, message=lead.message + more, fix=fix), others)


def _packages(findings: Sequence[Finding]) -> Iterator[Finding]:
    """A package at one version in a manifest and in its lock, or in two locks, is one update."""
    places: dict[str, list[Finding]] = {}
    for finding in findings:
        if _is_package(finding):
            places.setdefault(finding.location.logical_name, []).append(finding)
    below = {
        id(one): lead
        for same in places.values()
        for one in same
        if (lead := _lead_of(one, same)) is not None
    }
    others: dict[int, list[Finding]] = {}
    for same in places.values():
        for one in same:
            if id(one) in below:
                others.setdefault(id(_top(one, below)), []).append(one)
    for finding in findings:
        if id(finding) not in below:
            yield _with(finding, others.get(id(finding), ()))


def _is_package(finding: Finding) -> bool:
    is_open = not finding.suppressions
    return is_open and finding.rule.kind is Kind.DEPENDENCIES and bool(finding.package_file)


def _top(finding: Finding, below: dict[int, Finding]) -> Finding:
    while id(finding) in below:
        finding = below[id(finding)]
    return finding


def _lead_of(finding: Finding, same: Iterable[Finding]) -> Finding | None:
    """The report that is edited in its place: a manifest of the project, else its first lock."""
    folder = PurePosixPath(finding.location.uri).parent
    for other in same:
        if other is finding or other.rule.id != finding.rule.id:
            continue
        there = PurePosixPath(other.location.uri).parent
        files = finding.package_file, other.package_file
        if files == ("lock", "manifest") and folder in {there, *there.parents}:
            return other
        if files == ("lock", "lock") and _depth(other) < _depth(finding):
            return other
    return None


def _depth(finding: Finding) -> tuple[int, str]:
    """What orders locks: the one nearest to the root is told, the others are its further places."""
    return finding.location.uri.count("/"), finding.location.uri


def _with(lead: Finding, others: Sequence[Finding]) -> Finding:
    """The lead with the places and the ids of the others."""
    if not others:
        return lead
    places = dict.fromkeys(
        place for one in others for place in (one.location, *one.related) if place != lead.location
    )
    related = tuple(dict.fromkeys((*lead.related, *places)))[:MAX_RELATED]
    members = tuple(sorted({*lead.members, *(one.rule.id for one in others)} - {lead.rule.id}))
    return replace(lead, related=related, members=members)
