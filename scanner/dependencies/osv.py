"""OSV records as vulnerabilities, and whether one affects a version.

Format and evaluation: https://ossf.github.io/osv-schema/ . Records that share an id are one
vulnerability; where they disagree on a range, the union of their ranges counts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import msgspec
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


class _Package(msgspec.Struct, frozen=True):
    name: str
    ecosystem: str


class _Range(msgspec.Struct, frozen=True):
    type: str
    events: tuple[dict[str, str], ...] = ()


class Affected(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a record says of one package."""

    package: _Package | None = None
    ranges: tuple[_Range, ...] = ()
    versions: tuple[str, ...] = ()


class _Severity(msgspec.Struct, frozen=True):
    type: str
    score: str


class _Reference(msgspec.Struct, frozen=True):
    url: str
    type: str = "WEB"


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One OSV record, as far as we read it; fields that we do not know are ignored."""

    id: str
    modified: str = ""
    aliases: tuple[str, ...] = ()
    summary: str = ""
    details: str = ""
    severity: tuple[_Severity, ...] = ()
    affected: tuple[Affected, ...] = ()
    references: tuple[_Reference, ...] = ()
    database_specific: dict[str, Any] = {}
    withdrawn: str | None = None
    source: str = ""
    """Ours: `langflow`, `pypa` or `given`."""

    @property
    def ids(self) -> frozenset[str]:
        """Its own id and its aliases."""
        return frozenset({self.id, *self.aliases})

    def affected_of(self, package: str) -> Iterator[Affected]:
        """The blocks about a PyPI package (canonical name)."""
        for block in self.affected:
            on = block.package
            if on and on.ecosystem == "PyPI" and canonicalize_name(on.name) == package:
                yield block

    @property
    def packages(self) -> frozenset[str]:
        """The PyPI packages it is about, canonical."""
        on = (block.package for block in self.affected)
        return frozenset(canonicalize_name(p.name) for p in on if p and p.ecosystem == "PyPI")


@dataclass(frozen=True)
class Vulnerability:
    """All records about one thing: they share an id. Ranges are the union of theirs."""

    records: tuple[Record, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All its names, the one to show first: CVE, GHSA, others, PYSEC."""
        return tuple(sorted({i for record in self.records for i in record.ids}, key=_preference))

    @property
    def id(self) -> str:
        """The name to show."""
        return self.ids[0]

    @cached_property
    def best(self) -> Record:
        """The record whose words are used: ours before others, then the longest text."""
        return min(
            self.records,
            key=lambda r: (r.source != "langflow", -len(r.summary + r.details), r.id),
        )

    @cached_property
    def kev_date(self) -> str:
        """The day CISA listed it as exploited, or empty."""
        dates = (str(r.database_specific.get("kev_date", "")) for r in self.records if is_kev(r))
        return min((date for date in dates if date), default="")

    @cached_property
    def packages(self) -> frozenset[str]:
        """The packages it is in."""
        return frozenset(name for record in self.records for name in record.packages)

    def affects(self, package: str, version: Version) -> bool:
        """Whether any record has the version in a range or a list."""
        public = _public(version)
        return any(
            public in listed or any(_within(public, events) for events in ranges)
            for listed, ranges in self._judged(package)
        )

    def fixes(self, package: str) -> tuple[Version, ...]:
        """The releases that records name as fixed, of any record, ascending."""
        events = (e for _, ranges in self._judged(package) for events in ranges for e in events)
        return tuple(sorted({version for version, kind in events if kind == "fixed"}))

    def bounds(self, package: str) -> frozenset[Version]:
        """Every version at which a range begins or ends."""
        judged = self._judged(package)
        return frozenset(v for _, ranges in judged for events in ranges for v, _ in events)

    def _judged(self, package: str) -> "list[_Judged]":
        found = self._by_package.get(package)
        if found is None:
            blocks = (block for r in self.records for block in r.affected_of(package))
            found = self._by_package[package] = [_judge(block) for block in blocks]
        return found

    @cached_property
    def _by_package(self) -> "dict[str, list[_Judged]]":
        return {}


_Event = tuple[Version, str]
_Judged = tuple[frozenset[Version], tuple[tuple[_Event, ...], ...]]


@lru_cache(maxsize=4096)
def _public(version: Version) -> Version:
    """Without its local part. Every advisory of a package asks this of the same few versions."""
    return Version(version.public)


def is_kev(record: Record) -> bool:
    """Whether CISA lists it as exploited in the wild."""
    return record.database_specific.get("kev") is True


def merged(records: Iterable[Record]) -> Iterator[Vulnerability]:
    """Records that share an id, directly or through others, as one vulnerability each."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        joined = [record]
        for i in record.ids:
            if (group := groups.get(i)) is not None and group is not joined:
                joined = group + [one for one in joined if one not in group]
        for i in {i for one in joined for i in one.ids}:
            groups[i] = joined
    seen: set[int] = set()
    for group in groups.values():
        if id(group) not in seen:
            seen.add(id(group))
            yield Vulnerability(tuple(sorted(group, key=lambda r: (r.source, r.id))))


def _preference(identifier: str) -> tuple[int, str]:
    order = ("CVE-", "GHSA-")
    rank = next((n for n, prefix in enumerate(order) if identifier.startswith(prefix)), 2)
    return (3 if identifier.startswith("PYSEC-") else rank, identifier)


_RELEASE = re.compile(r"v?\d+(\.\d+)+(?=-)")


def comparable(text: str) -> Version | None:
    """A version of an advisory; `2.6.0-NA` (the CPE habit) is 2.6.0, what is none gives None."""
    try:
        return Version(text)
    except InvalidVersion:
        release = _RELEASE.match(text)
        return Version(release.group()) if release else None


def _judge(block: Affected) -> _Judged:
    """A block with its versions parsed.

    A bound that is no version is widened: a beginning becomes 0, an end is left out. Too much is
    reported then, never too little.
    """
    listed = frozenset(v for text in block.versions if (v := comparable(text)))
    ranges = tuple(
        tuple(_events(one)) for one in block.ranges if one.type in ("ECOSYSTEM", "SEMVER")
    )
    return listed, ranges


def _events(one: _Range) -> list[_Event]:
    events: list[_Event] = []
    for event in one.events:
        for kind, text in event.items():
            version = comparable(text) or (Version("0") if kind == "introduced" else None)
            if version is not None and kind in ("introduced", "fixed", "last_affected"):
                events.append((version, kind))
    return sorted(events, key=lambda event: (event[0], _ORDER[event[1]]))


_ZERO = Version("0")
_ORDER = {"fixed": 0, "introduced": 1, "last_affected": 2}
"""Of events at one version: a range may end where the next begins, and hold that one version."""


def _within(version: Version, events: Iterable[_Event]) -> bool:
    """OSV's evaluation: walk the sorted events, the last one passed decides."""
    vulnerable = False
    for at, kind in events:
        if kind == "introduced" and (version >= at or at == _ZERO):
            vulnerable = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            vulnerable = False
    return vulnerable
