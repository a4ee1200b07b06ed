"""Builds `rulesets/advisories/`: the Langflow records and the PyPA records in one file.

    python -m scanner.tools.build_advisories --langflow DIR --langflow-date 2026-10-09 \\
        --pypa FILE --pypa-date 2026-07-23 --versions DIR

The same input gives the same bytes, so that a refresh shows as a diff of the manifest alone.
"""

import argparse
import datetime
import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scanner.langflow.advisories import DATA, FOLDER, LISTED, MANIFEST, Manifest, Record, SourceInfo
from scanner.langflow.advisories import read_given as read
from scanner.rules import rulesets

LICENSES = {"langflow": "Apache-2.0", "pypa": "CC-BY-4.0"}


def main(argv: Sequence[str] | None = None) -> int:
    """Write the data file, its manifest and the lists of releases."""
    options = _parser().parse_args(argv)
    parts = (
        _part("langflow", options.langflow, options.langflow_date),
        _part("pypa", options.pypa, options.pypa_date),
    )
    records = [record for found, _ in parts for record in found]
    packed = pack(records)
    manifest = Manifest(
        DATA, hashlib.sha256(packed).hexdigest(), len(records), tuple(info for _, info in parts)
    )
    folder: Path = options.output
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_bytes(packed)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    for name in LISTED:
        lines = (options.versions / f"{name}.versions").read_text("utf-8").split()
        (folder / f"{name}.versions").write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def pack(records: Sequence[Record]) -> bytes:
    """One record a line, sorted, gzipped without a time or a name."""
    ordered = sorted(records, key=lambda record: (record.source, record.id))
    lines = b"".join(msgspec.json.encode(record, order="sorted") + b"\n" for record in ordered)
    return gzip.compress(lines, 9, mtime=0)


def _part(name: str, path: Path, date: datetime.date) -> tuple[list[Record], SourceInfo]:
    found, info = read(path)
    records = [msgspec.structs.replace(record, source=name) for record in found]
    changed = {"name": name, "date": date, "license": LICENSES[name]}
    return records, msgspec.structs.replace(info, **changed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scanner.tools.build_advisories")
    day = datetime.date.fromisoformat
    parser.add_argument("--langflow", type=Path, required=True, help="our records: OSV JSON files")
    parser.add_argument("--langflow-date", type=day, required=True, help="newest record seen")
    parser.add_argument(
        "--pypa", type=Path, required=True, help="OSV all.zip, folder or JSON lines"
    )
    parser.add_argument("--pypa-date", type=day, required=True, help="the day it was taken")
    parser.add_argument("--versions", type=Path, required=True, help="folder of NAME.versions")
    parser.add_argument("--output", type=Path, default=rulesets() / FOLDER)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
