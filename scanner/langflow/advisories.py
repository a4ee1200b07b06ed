"""The advisory data: OSV records, bundled or given, merged to one vulnerability per set of aliases.

The record format is OSV's (https://ossf.github.io/osv-schema/). The bundled data is built by
`python -m scanner.tools.build_advisories`; what cannot be read is an error, never "no findings".
"""

import datetime
import gzip
import hashlib
import io
import re
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scanner import rules
from scanner.errors import EngineError, ReadError, RuleError

FOLDER = "advisories"
DATA = "advisories.jsonl.gz"
MANIFEST = "manifest.json"
LISTED = ("langflow", "langflow-base", "lfx")
"""Packages whose published releases are bundled, so that version ranges are judged exactly."""
MAX_DATABASE_BYTES = 2 * 2**30
"""Cap on the uncompressed size of a given database: an archive may be a bomb."""


class _Package(msgspec.Struct, frozen=True):
    name: str
    ecosystem: str


class _Range(msgspec.Struct, frozen=True):
    type: str
    events: tuple[dict[str, str], ...] = ()


class _Affected(msgspec.Struct, frozen=True, omit_defaults=True):
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
    affected: tuple[_Affected, ...] = ()
    references: tuple[_Reference, ...] = ()
    database_specific: dict[str, Any] = {}
    withdrawn: str | None = None
    source: str = ""
    """Ours: `langflow`, `pypa` or `given`."""

    @property
    def ids(self) -> frozenset[str]:
        """Its own id and its aliases."""
        return frozenset({self.id, *self.aliases})

    def affected_of(self, package: str) -> Iterator[_Affected]:
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


class SourceInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a part of the data comes from."""

    name: str
    date: datetime.date
    """The day the source was last read."""
    count: int
    sha256: str
    """Of what the part was built from."""
    license: str = ""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs to the bundled data file."""

    file: str
    sha256: str
    count: int
    sources: tuple[SourceInfo, ...]


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
        public = Version(version.public)
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


def is_kev(record: Record) -> bool:
    """Whether CISA lists it as exploited in the wild."""
    return record.database_specific.get("kev") is True


@dataclass(frozen=True)
class Database:
    """All live vulnerabilities and where they come from."""

    vulnerabilities: tuple[Vulnerability, ...]
    sources: tuple[SourceInfo, ...]
    releases: Mapping[str, tuple[Version, ...]]
    """Published releases of the `LISTED` packages, ascending."""

    @cached_property
    def by_package(self) -> Mapping[str, tuple[Vulnerability, ...]]:
        """The vulnerabilities of each package."""
        found: dict[str, list[Vulnerability]] = {}
        for vulnerability in self.vulnerabilities:
            for package in vulnerability.packages:
                found.setdefault(package, []).append(vulnerability)
        return {package: tuple(listed) for package, listed in found.items()}

    @cached_property
    def by_id(self) -> Mapping[str, Vulnerability]:
        """The vulnerability of any of its ids."""
        return {
            i: vulnerability for vulnerability in self.vulnerabilities for i in vulnerability.ids
        }

    def of(self, package: str, version: Version) -> tuple[Vulnerability, ...]:
        """Those that a version of a package has."""
        known = self.by_package.get(package, ())
        return tuple(one for one in known if one.affects(package, version))


_LOADING = threading.Lock()


def load(given: Path | None = None) -> Database:
    """The bundled data; `given` replaces its PyPA part. Read once, though two engines ask for it.

    Raises:
        EngineError: missing, truncated, altered or empty, of either.
    """
    files = (rules.rulesets() / FOLDER / name for name in (DATA, MANIFEST))
    stamp = tuple((f.stat().st_mtime_ns, f.stat().st_size) if f.exists() else None for f in files)
    with _LOADING:
        return _load(stamp, given)


@lru_cache(maxsize=2)
def _load(stamp: object, given: Path | None) -> Database:
    """`stamp` tells one state of the bundled files from another."""
    manifest, records = _bundled()
    sources = manifest.sources
    if given:
        replaced, info = read_given(given)
        records = [r for r in records if r.source == "langflow"] + replaced
        sources = (*(s for s in sources if s.name == "langflow"), info)
    releases = {name: _releases(name) for name in LISTED}
    return Database(tuple(merged(records)), sources, releases)


def _bundled() -> tuple[Manifest, list[Record]]:
    hint = "reinstall langflow-scan, or build the data again"
    try:
        manifest = msgspec.json.decode(rules.read_bytes(f"{FOLDER}/{MANIFEST}"), type=Manifest)
        packed = rules.read_bytes(f"{FOLDER}/{manifest.file}")
    except RuleError as error:
        raise EngineError(str(error), hint=error.hint) from error
    except msgspec.MsgspecError as error:
        raise EngineError(f"rulesets/{FOLDER}/{MANIFEST}: {error}", hint=hint) from error
    if hashlib.sha256(packed).hexdigest() != manifest.sha256:
        words = f"rulesets/{FOLDER}/{manifest.file} is truncated or altered (digest differs)"
        raise EngineError(words, hint=hint)
    try:
        records = list(_lines(gzip.decompress(packed)))
    except (OSError, EOFError, zlib.error, ReadError) as error:
        raise EngineError(f"rulesets/{FOLDER}/{manifest.file}: {error}", hint=hint) from error
    if not records or len(records) != manifest.count:
        words = (
            f"rulesets/{FOLDER}/{manifest.file} holds {len(records)} of {manifest.count} records"
        )
        raise EngineError(words, hint=hint)
    return manifest, records


def read_given(path: Path) -> tuple[list[Record], SourceInfo]:
    """A database of the user's: a ZIP or a folder of OSV JSON, JSON lines, plain or gzipped.

    Raises:
        EngineError: it cannot be read, or holds no record about a PyPI package.
    """
    hint = "give an OSV all.zip, a folder of OSV JSON files, or a .jsonl or .jsonl.gz file"
    digest = hashlib.sha256()
    records: list[Record] = []
    try:
        for data in _documents(path):
            digest.update(data)
            records.extend(_lines(data))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ReadError) as error:
        raise EngineError(f"advisory-db {path} cannot be read: {error}", hint=hint) from error
    live = [msgspec.structs.replace(r, source="given") for r in records if r.packages]
    if not live:
        raise EngineError(f"advisory-db {path} holds no advisory of a PyPI package", hint=hint)
    newest = max((day for r in live if (day := _day(r.modified))), default=datetime.date.min)
    return live, SourceInfo(f"{path.name}", newest, len(live), digest.hexdigest())


def _documents(path: Path) -> Iterator[bytes]:
    """The JSON texts of a database, in a fixed order, within the size cap."""
    left = MAX_DATABASE_BYTES
    for read in _readers(path):
        data = read.read(left + 1)
        left -= len(data)
        if left < 0:
            raise ReadError(f"more than {MAX_DATABASE_BYTES // 2**20} MiB of records")
        yield data


def _readers(path: Path) -> Iterator[io.BufferedIOBase | Any]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            with file.open("rb") as stream:
                yield stream
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    with archive.open(name) as stream:
                        yield stream
    elif path.suffix == ".gz":
        with gzip.open(path) as stream:
            yield stream
    else:
        with path.open("rb") as stream:
            yield stream


def _lines(data: bytes) -> Iterator[Record]:
    """One record, or one a line; withdrawn ones are left out."""
    try:
        found = _RECORDS.decode_lines(data) if b"\n{" in data.strip() else [_RECORDS.decode(data)]
    except msgspec.MsgspecError as error:
        raise ReadError(f"not an OSV record: {error}") from error
    return (record for record in found if record.withdrawn is None)


_RECORDS = msgspec.json.Decoder(Record)


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


def _judge(block: _Affected) -> _Judged:
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


def _releases(name: str) -> tuple[Version, ...]:
    """The published releases of a package, ascending."""
    try:
        words = rules.read_bytes(f"{FOLDER}/{name}.versions").decode().split()
        versions = sorted(Version(word) for word in words)
    except RuleError as error:
        raise EngineError(str(error), hint=error.hint) from error
    except (InvalidVersion, UnicodeDecodeError) as error:
        raise EngineError(f"rulesets/{FOLDER}/{name}.versions: {error}") from error
    if not versions:
        raise EngineError(f"rulesets/{FOLDER}/{name}.versions is empty", hint="reinstall")
    return tuple(versions)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
