"""Zip files with flows in them, as Langflow exports several: read in memory, never unpacked.

A flow of an archive has the path `export.zip!/flow.json` inside the scan. No such file exists for
those who read the report, so `outside` moves what is found there to the archive itself.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.place import Location, Region

MAGIC = b"PK\x03\x04"
MARK = "!/"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
"""What the standard library raises over archives that somebody has tampered with."""
MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 20 * 2**20
MAX_BYTES = 100 * 2**20
"""Of all entries of one archive, unpacked."""
HEAD_BYTES = 2**16
"""Of an entry that is too large: enough to say whether it is a flow."""


_SUFFIXES = (
    *(".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar"),
    *(".whl", ".egg", ".jar"),
)


def is_archive(name: str) -> bool:
    """Whether a file's name says that it holds other files."""
    return name.lower().endswith(_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Entry:
    """One JSON file of an archive; with a reason, one that was not looked at in full."""

    name: str
    data: bytes = b""
    refused: str = ""


def entries(data: bytes, left: int = MAX_BYTES) -> Iterator[Entry]:
    """The JSON files of a zip, within the caps; what is refused has a reason, and of its data the
    beginning at most.

    Args:
        data: the archive; what is in front of it is passed over.
        left: bytes that may still be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _entries(archive, min(left, MAX_BYTES))
    except _BROKEN as error:
        yield Entry("", refused=f"cannot be read as a zip file ({type(error).__name__})")


def _entries(archive: zipfile.ZipFile, most: int) -> Iterator[Entry]:
    total = 0
    for position, info in enumerate(archive.infolist()):
        if position >= MAX_ENTRIES:
            yield Entry("", refused=f"has more than {MAX_ENTRIES} files")
            return
        if is_archive(info.filename):
            yield Entry(info.filename, refused="is an archive inside the archive")
        if not info.filename.lower().endswith(".json") or info.is_dir():
            continue
        why = _refused(info)
        if not why and total + info.file_size > most:
            why = "is one too many: its archives hold too much"
        if why:
            yield Entry(info.filename, refused=why)
            continue
        with archive.open(info) as stream:
            content = stream.read(MAX_ENTRY_BYTES + 1)  # the header's size may be a lie
        total += len(content)
        over = f"is over {MAX_ENTRY_BYTES // 2**20} MiB"
        if len(content) > MAX_ENTRY_BYTES:
            yield Entry(info.filename, content[:HEAD_BYTES], refused=over)
        else:
            yield Entry(info.filename, content)


def _refused(info: zipfile.ZipInfo) -> str:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or MARK in info.filename:
        return "has a name that leaves the archive"
    if info.flag_bits & 1:
        return "is encrypted"
    return "is a symbolic link" if stat.S_ISLNK(info.external_attr >> 16) else ""


def path_of(archive: str, name: str) -> str:
    """The path that an entry has inside the scan."""
    return f"{archive}{MARK}{name}"


def outside(finding: Finding) -> Finding:
    """A finding inside an archive at the archive itself, where it says in which entry it is."""
    _, mark, entry = finding.location.uri.partition(MARK)
    if not mark:
        return finding
    line = finding.location.region.start_line
    return replace(
        finding,
        message=f"{finding.message} (in {entry}, line {line})",
        location=_moved(finding.location),
        statement=None,
        related=tuple(_moved(place) for place in finding.related),
        path=tuple(_moved(place) for place in finding.path),
        fix="",
    )


def outside_note(note: Notification) -> Notification:
    """A notification about an entry, at its archive; the message names the entry."""
    archive, mark, _ = note.uri.partition(MARK)
    return replace(note, uri=archive, line=None) if mark else note


def _moved(place: Location) -> Location:
    archive, mark, _ = place.uri.partition(MARK)
    return replace(place, uri=archive, region=Region(1, 1, 1, 1)) if mark else place
