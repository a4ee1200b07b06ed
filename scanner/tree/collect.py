"""Reads each file of the scanned tree once, and says of each what kind it is.

What leaves the root is refused, what is too large is named, and nothing of the tree configures any
of it. Every listed file becomes a source or is named with the reason.
"""

import fnmatch
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree import archives, guards
from scanner.tree.compiled import is_compiled
from scanner.tree.kinds import classify, is_binary
from scanner.tree.listing import listed
from scanner.tree.source import FileKind, Source, Tree
from scanner.tree.text import decode, printable

MAX_FILE_BYTES = 20 * 2**20
MAX_TREE_BYTES = 2**30
MAX_FILES = 200_000
MAX_UNPACKED = 400 * 2**20
"""Bytes of all entries of all archives, unpacked."""
MAX_LINES = 300_000
"""Of a file that a reader of configuration reads line by line."""
_OF_ANY_LENGTH = frozenset(
    {FileKind.FLOW, FileKind.NOTEBOOK, FileKind.PYTHON, FileKind.TEXT, FileKind.BINARY}
    | {FileKind.NPM_LOCK, FileKind.UV_LOCK, FileKind.POETRY_LOCK, FileKind.PDM_LOCK}
)
MAX_NAMED = 10
"""Files that one note names; all are counted."""


def collect(settings: Settings) -> Tree:
    """Every file under `settings.path` that git has or would have, read and classified."""
    listing = listed(settings.path)
    uris = [uri for uri in listing.uris if not is_excluded(uri, settings.exclude)]
    reading = _Reading(settings.path, listing.sparse, frozenset(uris))
    total = 0
    for position, uri in enumerate(uris):
        if position >= MAX_FILES or total >= MAX_TREE_BYTES:
            reading.notes.append(_too_many(len(uris) - position))
            break
        for source in reading.sources(uri):
            total += len(source.data)
            reading.found.append(source)
    listing.notes += reading.notes
    listing.notes += reading.summary()
    return Tree(
        settings.path,
        tuple(reading.found),
        tuple(listing.notes),
        is_checkout=(settings.path / ".git").exists(),
        twins=tuple(reading.twins),
    )


@dataclass
class _Reading:
    """What was read and refused so far."""

    root: Path
    sparse: frozenset[str]
    listed: frozenset[str]
    found: list[Source] = field(default_factory=list)
    twins: list[Source] = field(default_factory=list)
    """Links to files that are scanned under their own names."""
    notes: list[Notification] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    unpacked: int = 0

    def sources(self, uri: str) -> Iterator[Source]:
        """The file at a path, with the flows in it where it is an archive."""
        data = self.read(uri)
        if data is None:
            return
        if data.startswith(_POINTER) and len(data) < 1024:
            self.pointers.append(uri)
        source = Source(uri, self._kind(uri, data), data)
        if (self.root / uri).is_symlink() and self._is_twin(source):
            self.twins.append(source)
            return
        yield source
        if is_zip(uri, data):
            yield from self._inside(uri, data)
        if source.kind is not FileKind.BINARY and decode(data)[1] == "latin-1":
            words = f"{uri} is not UTF-8 and was read as Latin-1; save it as UTF-8"
            self.notes.append(Notification(Level.NOTE, "file-not-utf8", words, uri))

    def _kind(self, uri: str, data: bytes) -> FileKind:
        """What a file is; one that nobody wrote by hand is left to the search for secrets.

        Readers of configuration work line by line: three megabytes of newlines are a thousand times
        the work of a real file.
        """
        kind = classify(uri, data)
        if kind in _OF_ANY_LENGTH or max(data.count(b"\n"), data.count(b"\r")) <= MAX_LINES:
            return kind
        words = f"has more than {MAX_LINES:,} lines: only secrets were looked for in it. Split it"
        self.refuse("file-too-long", uri, f"{words}, or exclude it if it is something else")
        return FileKind.TEXT

    def _is_twin(self, link: Source) -> bool:
        """Whether a link says nothing that the file it leads to does not say itself."""
        target = (self.root / link.uri).resolve().relative_to(self.root).as_posix()
        if target not in self.listed or classify(target, link.data) is not link.kind:
            return False
        return all(
            guards.knows(guard, target) == guards.knows(guard, link.uri)
            for guard in ("example", "test", "development", "documentation", "generated")
        )

    def refuse(
        self, identifier: str, uri: str, words: str, *, level: Level = Level.WARNING, **more: bool
    ) -> None:
        """Say that a file was not read."""
        shown = printable(uri)
        note = Notification(level, identifier, f"{shown} {words}", shown, files=1, **more)
        self.notes.append(note)

    def read(self, uri: str) -> bytes | None:
        """The content of one regular file inside the root, or None and a notification."""
        try:
            uri.encode()
        except UnicodeEncodeError:
            words = "has a name that is not UTF-8 and was not scanned; rename it"
            self.refuse("file-name-not-text", uri, words)
            return None
        try:
            path = self._resolved(uri)
            return None if path is None else self._content(uri, path)
        except FileNotFoundError:
            (self.absent if uri in self.sparse else self.missing).append(uri)
        except OSError as error:
            words = f"could not be read ({error.strerror}); make it readable"
            self.refuse("file-not-read", uri, words)
        return None

    def _resolved(self, uri: str) -> Path | None:
        """The file that a path leads to, links inside the root followed.

        Raises:
            FileNotFoundError: a file that is no link is not there.
            OSError: links in a circle.
        """
        path = self.root / uri
        try:
            target = path.resolve(strict=True)
        except FileNotFoundError:
            if not path.is_symlink():
                raise
            words = "is a link to nothing that is here; it was not read"
            self.refuse("link-not-followed", uri, words, partly=True)
            return None
        if target == path:
            return path
        if not target.is_relative_to(self.root) or _is_internal(target.relative_to(self.root)):
            words = "is or passes a link that leaves the scanned folder; it was not followed"
            self.refuse("link-not-followed", uri, words, partly=True)
            return None
        if target.is_dir():
            self._linked_folder(uri, target.relative_to(self.root).as_posix())
            return None
        return target

    def _linked_folder(self, uri: str, target: str) -> None:
        """A link to a folder, whose files are scanned under their own names if they are listed."""
        if any(other.startswith(f"{target}/") for other in self.listed) or target == ".":
            words = f"is a link to {printable(target)}, whose files were scanned there"
            self.refuse("link-to-folder", uri, words, level=Level.NOTE)
        else:
            words = f"is a link to {printable(target)}, which git ignores; it was not scanned"
            self.refuse("link-not-followed", uri, words, partly=True)

    def _content(self, uri: str, path: Path) -> bytes | None:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                words = "is a device, a pipe or a socket; it was not read"
                self.refuse("file-not-regular", uri, words)
                return None
            head = stream.read(8192)
            archive = is_zip(uri, head)
            if not archive and not is_compiled(uri, head) and is_binary(uri, head):
                return head
            if status.st_size <= MAX_FILE_BYTES:
                return head + stream.read(MAX_FILE_BYTES)
            size = f"is {status.st_size // 2**20} MiB, over the cap of {MAX_FILE_BYTES // 2**20}"
            if archive:
                partly = not _FLOW_ARCHIVE.search(uri)
                words = f"{size} for archives; unpack it to scan the flows in it"
                self.refuse("archive-not-read", uri, words, partly=partly)
                return head
            self.refuse("file-too-large", uri, f"{size}; it was not scanned. Split or exclude it")
            return None

    def _inside(self, uri: str, data: bytes) -> Iterator[Source]:
        """The flows of an archive. What is refused of one that only other things are in ends no
        gate."""
        refused: list[archives.Entry] = []
        found = False
        for entry in archives.entries(data, MAX_UNPACKED - self.unpacked):
            self.unpacked += len(entry.data)
            is_flow = classify(entry.name, entry.data) is FileKind.FLOW
            found |= is_flow
            if entry.refused:
                refused.append(entry)
            elif is_flow:
                path = archives.path_of(uri, printable(entry.name))
                yield Source(path, FileKind.FLOW, entry.data)
        matters = found or bool(_FLOW_ARCHIVE.search(uri))
        refused = [one for one in refused if matters or one.name.endswith(".json")]
        if refused:
            names = f"{printable(refused[0].name)} {refused[0].refused}".strip()
            words = f"was not looked at in full: {names[:200]}"
            words += f", and {len(refused) - 1} more" if len(refused) > 1 else ""
            words += "; unpack it to scan it"
            self.refuse("archive-not-read", uri, words, partly=not matters)

    def summary(self) -> Iterator[Notification]:
        """Files that are left out for one reason, each reason once."""
        yield from _together(
            "file-missing",
            self.missing,
            "in git's index but not in the folder",
            level=Level.NOTE,
        )
        yield from _together(
            "file-not-checked-out",
            self.absent,
            "left out by a sparse checkout, so what they hold was not scanned",
        )
        yield from _together(
            "lfs-pointer",
            self.pointers,
            "a pointer of Git LFS, whose content was not scanned; check out with `lfs: true`",
        )
        binary = [s.uri for s in self.found if s.kind is FileKind.BINARY]
        closed = [uri for uri in binary if archives.is_archive(uri)]
        yield from _together(
            "archive-not-opened",
            closed,
            "an archive, of which only flows in zip files are scanned",
            level=Level.NOTE,
        )
        others = sorted({*binary} - {*closed})
        yield from _together("file-binary", others, "binary and not scanned", level=Level.NOTE)


_POINTER = b"version https://git-lfs.github.com/spec/"


def _is_internal(target: Path) -> bool:
    """Whether a path leads into git's own files."""
    return ".git" in target.parts


def _together(
    identifier: str, uris: list[str], words: str, *, level: Level = Level.WARNING
) -> Iterator[Notification]:
    if not uris:
        return
    names = ", ".join(printable(uri) for uri in uris[:MAX_NAMED])
    more = f" and {len(uris) - MAX_NAMED} more" if len(uris) > MAX_NAMED else ""
    count = "1 file is" if len(uris) == 1 else f"{len(uris)} files are"
    text = f"{count} {words}: {names}{more}"
    where = printable(uris[0]) if len(uris) == 1 else ""
    partly = level is not Level.NOTE
    yield Notification(level, identifier, text, where, files=len(uris), partly=partly)


def is_zip(uri: str, data: bytes) -> bool:
    """Whether a file is an archive that may hold flows; some have other bytes in front."""
    return data.startswith(archives.MAGIC) or (
        uri.lower().endswith(".zip") and (b"\0" in data or archives.MAGIC in data)
    )


_FLOW_ARCHIVE = re.compile(r"flows?\.zip$", re.IGNORECASE)
"""`<date>_<project>_flows.zip`: how Langflow names an export of several flows
(langflow/api/v1/flows_helpers.py, projects_files.py of 1.13.0)."""


def is_excluded(uri: str, patterns: Iterable[str]) -> bool:
    """Whether a glob names the file or one of the folders above it."""
    path = PurePosixPath(uri)
    candidates = (str(path), *(str(parent) for parent in path.parents[:-1]))
    return any(
        fnmatch.fnmatchcase(candidate, pattern.removeprefix("./").rstrip("/"))
        for pattern in patterns
        for candidate in candidates
    )


def _too_many(left: int) -> Notification:
    words = f"{left} files were not scanned: the folder holds more than {MAX_FILES} files"
    words += f" or {MAX_TREE_BYTES // 2**20} MiB; scan its parts one by one"
    return Notification(Level.WARNING, "tree-too-large", words, files=left)
