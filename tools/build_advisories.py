"""Builds `rulesets/advisories/`: the Langflow records and those of the Python index in one file.

    python -m tools.build_advisories --from all.zip --date 2026-11-23
    python -m tools.build_advisories --langflow DIR --langflow-date 2026-10-09
    python -m tools.build_advisories --versions DIR

What is not given stays as it is. Records lose what a scan does not read. The same input gives the
same bytes, so that a refresh shows as a diff of the manifest alone.
"""

import argparse
import datetime
import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from packaging.utils import canonicalize_name
from packaging.version import Version

from scanner.dependencies.advisories import (
    DATA,
    FOLDER,
    LISTED,
    MANIFEST,
    Manifest,
    SourceInfo,
    bundled,
)
from scanner.dependencies.advisories import read_given as read
from scanner.dependencies.osv import Affected, Record, Vulnerability, comparable
from scanner.rules import rulesets

KEPT = ("severity", "cwe_ids")
"""Of a record's `database_specific`."""
LINE = 300
"""Characters of a text that stands in for a missing summary."""
LICENSES = {"langflow": "Apache-2.0", "pypa": "CC-BY-4.0"}


def main(argv: Sequence[str] | None = None) -> int:
    """Write the data file, its manifest and the lists of releases."""
    options = _parser().parse_args(argv)
    parts = (
        _part("langflow", options.langflow, options.langflow_date),
        _part("pypa", options.source, options.date),
    )
    records = [record for found, _ in parts for record in found]
    packed = pack(records)
    manifest = Manifest(
        DATA, hashlib.sha256(packed).hexdigest(), len(records), tuple(info for _, info in parts)
    )
    folder: Path = options.output
    listed = {name: releases(name, options.versions) for name in LISTED}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_bytes(packed)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    for name, lines in listed.items():
        (folder / f"{name}.versions").write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def releases(name: str, given: Path | None) -> list[str]:
    """The releases of a package, one a line; one that was known as yanked stays so.

    A list that is given adds to the one that is bundled: a release that was published once stays
    known, though its publisher deleted it.
    """
    known = (rulesets() / FOLDER / f"{name}.versions").read_text("utf-8").splitlines()
    if given is None:
        return known
    lines = (given / f"{name}.versions").read_text("utf-8").splitlines()
    found: dict[Version, str] = {}
    for line in (*known, *lines):
        words = line.split()
        if words:
            version = Version(words[0])
            yanked = words[1:] == ["yanked"] or found.get(version, "").endswith(" yanked")
            found[version] = f"{version} yanked" if yanked else str(version)
    return [found[version] for version in sorted(found)]


def slim(record: Record) -> Record:
    """A record with what a scan reads: ranges, names, severity, a line of text, one reference.

    Listed versions stay where no range has them.
    """
    return msgspec.structs.replace(
        record,
        summary=record.summary or _line(record.details),
        details="",
        affected=tuple(_slim_block(block) for block in record.affected if _is_of_index(block)),
        references=record.references[:1],
        database_specific={
            key: record.database_specific[key] for key in KEPT if key in record.database_specific
        },
    )


def _is_of_index(block: Affected) -> bool:
    return block.package is not None and block.package.ecosystem == "PyPI"


def _slim_block(block: Affected) -> Affected:
    ranges = tuple(one for one in block.ranges if one.type in ("ECOSYSTEM", "SEMVER"))
    bare = msgspec.structs.replace(block, ranges=ranges, versions=())
    one = Vulnerability((Record("x", affected=(bare,)),))
    name = canonicalize_name(block.package.name) if block.package else ""
    beyond = (
        text
        for text in block.versions
        if (version := comparable(text)) is not None and not one.affects(name, version)
    )
    return msgspec.structs.replace(bare, versions=tuple(beyond))


def _line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LINE else words[:LINE].rsplit(" ", 1)[0] + " ..."


_SYSTEM, _UNIX = 9, b"\x03"
"""The byte of a gzip header that names the system (RFC 1952, 2.3.1); Pythons differ in it."""


def pack(records: Sequence[Record]) -> bytes:
    """One record a line, sorted, gzipped without a time or a name."""
    ordered = sorted(records, key=lambda record: (record.source, record.id))
    lines = b"".join(msgspec.json.encode(record, order="sorted") + b"\n" for record in ordered)
    return zipped(lines)


def zipped(data: bytes) -> bytes:
    """Gzipped without a time or a name: the same bytes from every Python."""
    packed = gzip.compress(data, 9, mtime=0)
    return packed[:_SYSTEM] + _UNIX + packed[_SYSTEM + 1 :]


def _part(
    name: str, path: Path | None, date: datetime.date | None
) -> tuple[list[Record], SourceInfo]:
    """One source: as given, or as it is bundled."""
    if path is None:
        records, info = bundled(name)
        return records, info if date is None else msgspec.structs.replace(info, date=date)
    found, info = read(path)
    wanted = [record for record in found if not record.id.startswith("MAL-")]
    records = [
        msgspec.structs.replace(slim(one) if name == "pypa" else one, source=name) for one in wanted
    ]
    changed = {
        "name": name,
        "date": date or info.date,
        "count": len(records),
        "license": LICENSES[name],
    }
    return records, msgspec.structs.replace(info, **changed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.build_advisories")
    day = datetime.date.fromisoformat
    parser.add_argument("--langflow", type=Path, help="our records: OSV JSON files")
    parser.add_argument("--langflow-date", type=day, help="newest record seen")
    parser.add_argument(
        "--from", "--pypa", dest="source", type=Path, help="OSV all.zip, folder or JSON lines"
    )
    parser.add_argument("--date", "--pypa-date", dest="date", type=day, help="the day it was taken")
    parser.add_argument("--versions", type=Path, help="folder of NAME.versions")
    parser.add_argument("--output", type=Path, default=rulesets() / FOLDER)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
