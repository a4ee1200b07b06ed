"""The advisory data: OSV records, bundled or given, merged to one vulnerability per set of aliases.

What a record says is in `osv`. The bundled data is built by
`python -m tools.build_advisories`; what cannot be read is an error, never "no findings".
"""

import datetime
import gzip
import hashlib
import io
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from packaging.version import InvalidVersion, Version

from scanner import rules
from scanner.dependencies.osv import Record, Vulnerability, comparable, is_kev, merged
from scanner.errors import EngineError, ReadError, RuleError
from scanner.settings import Settings

__all__ = [
    "Database",
    "Manifest",
    "Record",
    "SourceInfo",
    "Vulnerability",
    "comparable",
    "is_kev",
    "load",
    "merged",
    "of",
    "read_given",
]

FOLDER = "advisories"
DATA = "advisories.jsonl.gz"
MANIFEST = "manifest.json"
ERRORS = "errors.yml"
LISTED = ("langflow", "langflow-base", "lfx")
"""Packages whose published releases are bundled, so that version ranges are judged exactly."""
MAX_DATABASE_BYTES = 2 * 2**30
"""Cap on the uncompressed size of a given database: an archive may be a bomb."""


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
class Database:
    """All live vulnerabilities and where they come from."""

    vulnerabilities: tuple[Vulnerability, ...]
    sources: tuple[SourceInfo, ...]
    releases: Mapping[str, tuple[Version, ...]]
    """Published releases of the `LISTED` packages that are not yanked, ascending."""
    yanked: Mapping[str, frozenset[Version]] = field(default_factory=dict)
    """Releases that their publisher withdrew: installers take them only when pinned."""

    @cached_property
    def by_package(self) -> Mapping[str, tuple[Vulnerability, ...]]:
        """The vulnerabilities of each package."""
        found: dict[str, list[Vulnerability]] = {}
        for vulnerability in self.vulnerabilities:
            for package in vulnerability.packages - _wrongly_named(vulnerability.ids):
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
        judged = self._judged.get((package, version))
        if judged is None:
            known = self.by_package.get(package, ())
            judged = tuple(one for one in known if one.affects(package, version))
            self._judged[package, version] = judged
        return judged

    def is_clean(self, package: str, version: Version) -> bool:
        """Whether nothing is known against a version; the first that is known ends the search."""
        judged = self._judged.get((package, version))
        if judged is not None:
            return not judged
        clean = self._clean.get((package, version))
        if clean is None:
            known = self.by_package.get(package, ())
            clean = not any(one.affects(package, version) for one in known)
            self._clean[package, version] = clean
        return clean

    @cached_property
    def audited(self) -> dict[tuple[str, str], frozenset[str]]:
        """What pip-audit said of a pin: a pull request's base asks the same again."""
        return {}

    @cached_property
    def _clean(self) -> dict[tuple[str, Version], bool]:
        """What was only asked whether it is clean: the releases that one might go to."""
        return {}

    @cached_property
    def _judged(self) -> dict[tuple[str, Version], tuple[Vulnerability, ...]]:
        """What has been judged: a thousand services of one release are one question."""
        return {}


class _Error(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a source says wrongly of a package, as a person found it."""

    id: str
    package: str
    reason: str


@cache
def _errors() -> Mapping[str, frozenset[str]]:
    """The packages that an id is wrong about."""
    found: dict[str, frozenset[str]] = {}
    for one in rules.read_yaml(f"{FOLDER}/{ERRORS}", tuple[_Error, ...]):
        found[one.id] = found.get(one.id, frozenset()) | {one.package}
    return found


def _wrongly_named(ids: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(_errors().get(one, ()) for one in ids))


_LOADING = threading.Lock()


def of(settings: Settings) -> Database:
    """The data that a scan judges by: bundled, replaced or added to, as `advisory-db` says.

    Raises:
        EngineError: as `load`.
    """
    return load(settings.advisory_db, adds=settings.advisory_db_adds)


def load(given: Path | None = None, *, adds: bool = False) -> Database:
    """The bundled data; `given` replaces its PyPA part, or adds to all of it.

    Read once, though two engines ask for it.

    Raises:
        EngineError: missing, truncated, altered or empty, of either.
    """
    files = (rules.rulesets() / FOLDER / name for name in (DATA, MANIFEST))
    stamp = tuple((f.stat().st_mtime_ns, f.stat().st_size) if f.exists() else None for f in files)
    with _LOADING:
        return _load(stamp, given, adds)


@lru_cache(maxsize=2)
def _load(stamp: object, given: Path | None, adds: bool) -> Database:
    """`stamp` tells one state of the bundled files from another."""
    manifest, records = _bundled()
    sources = manifest.sources
    if given:
        further, info = read_given(given)
        kept = [r for r in records if adds or r.source == "langflow"]
        records = kept + further
        sources = (*(s for s in sources if adds or s.name == "langflow"), info)
    listed = {name: _releases(name) for name in LISTED}
    return Database(
        tuple(merged(records)),
        sources,
        {name: releases for name, (releases, _) in listed.items()},
        {name: yanked for name, (_, yanked) in listed.items()},
    )


def bundled(name: str) -> tuple[list[Record], SourceInfo]:
    """One source of the bundled data, for whoever builds it anew.

    Raises:
        EngineError: the data is damaged, or has no such source.
    """
    manifest, records = _bundled()
    info = next((source for source in manifest.sources if source.name == name), None)
    if info is None:
        raise EngineError(f"rulesets/{FOLDER}/{MANIFEST} has no source {name}")
    return [record for record in records if record.source == name], info


def _bundled() -> tuple[Manifest, list[Record]]:
    hint = "reinstall langflow-scan, or build the data again"
    try:
        manifest = rules.decoded(rules.read_bytes(f"{FOLDER}/{MANIFEST}"), Manifest)
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


def _releases(name: str) -> tuple[tuple[Version, ...], frozenset[Version]]:
    """The published releases of a package, ascending, and the yanked ones (`1.2.3 yanked`)."""
    try:
        lines = [line.split() for line in _text(name).splitlines() if line.strip()]
        yanked = frozenset(Version(words[0]) for words in lines if words[1:] == ["yanked"])
        versions = sorted({Version(words[0]) for words in lines} - yanked)
    except RuleError as error:
        raise EngineError(str(error), hint=error.hint) from error
    except (InvalidVersion, UnicodeDecodeError) as error:
        raise EngineError(f"rulesets/{FOLDER}/{name}.versions: {error}") from error
    if not versions:
        raise EngineError(f"rulesets/{FOLDER}/{name}.versions is empty", hint="reinstall")
    return tuple(versions), yanked


def _text(name: str) -> str:
    return rules.read_bytes(f"{FOLDER}/{name}.versions").decode()


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
