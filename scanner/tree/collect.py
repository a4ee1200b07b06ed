"""Lists the files of the scanned tree, reads each once, and says of each what kind it is.

Files come from git (tracked, and untracked but not ignored) or from a plain walk. What leaves the
root is refused, what is too large is named, and nothing of the tree configures any of it.
"""

import fnmatch
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from scanner.errors import EngineError
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree import archives, git
from scanner.tree.kinds import classify, is_binary
from scanner.tree.source import FileKind, Source, Tree
from scanner.tree.text import decode, printable

MAX_FILE_BYTES = 20 * 2**20
MAX_TREE_BYTES = 2**30
MAX_FILES = 200_000
GIT_TIMEOUT = 120.0

SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"}
)
"""Left out of a plain walk only: with git, what is ignored is the repository's own decision."""


def collect(settings: Settings) -> Tree:
    """Every file under `settings.path` that git has or would have, read and classified."""
    notes: list[Notification] = []
    sources: list[Source] = []
    uris = [uri for uri in _listed(settings.path, notes) if not is_excluded(uri, settings.exclude)]
    total = 0
    for position, uri in enumerate(uris):
        if position >= MAX_FILES or total >= MAX_TREE_BYTES:
            notes.append(_too_many(len(uris) - position))
            break
        data = _read(settings.path, uri, notes)
        if data is None:
            continue
        total += len(data)
        source = Source(uri, classify(uri, data), data)
        sources.append(source)
        if is_zip(uri, data):
            sources.extend(_inside(uri, data, notes))
        if source.kind is not FileKind.BINARY and decode(data)[1] == "latin-1":
            words = f"{uri} is not UTF-8 and was read as Latin-1; save it as UTF-8"
            notes.append(Notification(Level.NOTE, "file-not-utf8", words, uri))
    notes.extend(_closed(sources))
    return Tree(settings.path, tuple(sources), tuple(notes), (settings.path / ".git").exists())


def _closed(sources: Iterable[Source]) -> Iterator[Notification]:
    """A note of the archives whose files were not looked at, flows in zip files apart."""
    names = [s.uri for s in sources if s.kind is FileKind.BINARY and archives.is_archive(s.name)]
    if names:
        listed = ", ".join(printable(name) for name in names[:10])
        more = f" and {len(names) - 10} more" if len(names) > 10 else ""
        words = f"what archives hold was not looked at, but for flows in zip files: {listed}{more}"
        yield Notification(Level.NOTE, "archive-not-opened", words)


def is_zip(uri: str, data: bytes) -> bool:
    """Whether a file is an archive that may hold flows."""
    return uri.lower().endswith(".zip") and data.startswith(archives.MAGIC)


def _inside(uri: str, data: bytes, notes: list[Notification]) -> Iterator[Source]:
    """The flows of an archive. One that only other things are in is not spoken of."""
    refused: list[str] = []
    found = 0
    for entry in archives.entries(data):
        if entry.refused:
            refused.append(f"{printable(entry.name)} {entry.refused}".strip())
        elif classify(entry.name, entry.data) is FileKind.FLOW:
            found += 1
            path = archives.path_of(uri, printable(entry.name))
            yield Source(path, FileKind.FLOW, entry.data)
    if refused and (found or _FLOW_ARCHIVE.search(uri)):
        words = f"{uri} was not looked at in full: {refused[0][:200]}"
        words += f", and {len(refused) - 1} more" if len(refused) > 1 else ""
        words += "; unpack it to scan it"
        notes.append(Notification(Level.WARNING, "archive-not-read", words, uri))


_FLOW_ARCHIVE = re.compile(r"flows?\.zip$", re.IGNORECASE)
"""`<date>_<project>_flows.zip`: how Langflow names an export of several flows
(langflow/api/v1/flows_helpers.py, projects_files.py of 1.13.0)."""


def _listed(root: Path, notes: list[Notification]) -> list[str]:
    """The paths of the tree, sorted; the content of checked-out submodules included."""
    by_git = _listed_by_git(root, notes)
    if by_git is None:
        return sorted(_walked(root, root))
    submodules = [uri for uri in by_git if (root / uri).is_dir() and not (root / uri).is_symlink()]
    inside = (uri for folder in submodules for uri in _walked(root, root / folder))
    return sorted({*by_git, *inside} - {*submodules})


def _listed_by_git(root: Path, notes: list[Notification]) -> list[str] | None:
    """What `git ls-files` names, or None where there is no repository or no git."""
    if not git.is_inside(root):
        return None
    arguments = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        done = git.run(root, *arguments, timeout=GIT_TIMEOUT)
        problem = git.problem(done)
    except EngineError as error:
        problem = str(error)
    if problem:
        words = "git could not list the files, so the folder was walked and files that git ignores"
        words += f" were scanned too: {printable(problem)[:200]}"
        notes.append(Notification(Level.NOTE, "git-not-used", words))
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _walked(root: Path, start: Path) -> Iterator[str]:
    """Every file below `start` without git; links are not followed."""
    for folder, subfolders, files in os.walk(start, followlinks=False):
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        subfolders[:] = sorted({*subfolders} - SKIPPED_FOLDERS - {*links})
        for name in (*files, *links):
            yield Path(folder, name).relative_to(root).as_posix()


def is_excluded(uri: str, patterns: Iterable[str]) -> bool:
    """Whether a glob names the file or one of the folders above it."""
    path = PurePosixPath(uri)
    candidates = (str(path), *(str(parent) for parent in path.parents[:-1]))
    return any(
        fnmatch.fnmatchcase(candidate, pattern.removeprefix("./").rstrip("/"))
        for pattern in patterns
        for candidate in candidates
    )


def _read(root: Path, uri: str, notes: list[Notification]) -> bytes | None:
    """The content of one regular file inside the root, or None and a notification."""

    def refuse(identifier: str, words: str, level: Level = Level.WARNING) -> None:
        notes.append(Notification(level, identifier, f"{printable(uri)} {words}", printable(uri)))

    path = root / uri
    try:
        uri.encode()
    except UnicodeEncodeError:
        refuse("file-name-not-text", "has a name that is not UTF-8 and was not scanned; rename it")
        return None
    if path.resolve() != path:
        refuse("link-not-followed", "is or passes a symbolic link; it was not followed", Level.NOTE)
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                refuse("file-not-regular", "is a device, a pipe or a socket; it was not read")
                return None
            head = stream.read(8192)
            if is_zip(uri, head):
                if status.st_size <= MAX_FILE_BYTES:
                    return head + stream.read(MAX_FILE_BYTES)
                if _FLOW_ARCHIVE.search(uri):
                    refuse("archive-not-read", "is too large an archive; unpack it to scan it")
            if is_binary(head):
                return head
            if status.st_size > MAX_FILE_BYTES:
                size = (
                    f"is {status.st_size // 2**20} MiB, over the cap of {MAX_FILE_BYTES // 2**20}"
                )
                refuse("file-too-large", f"{size}; it was not scanned. Split or exclude it")
                return None
            return head + stream.read(MAX_FILE_BYTES)
    except FileNotFoundError:
        refuse("file-missing", "is in git's index but not in the folder", Level.NOTE)
    except OSError as error:
        refuse("file-not-read", f"could not be read ({error.strerror}); make it readable")
    return None


def _too_many(left: int) -> Notification:
    words = f"{left} files were not scanned: the folder holds more than {MAX_FILES} files"
    words += f" or {MAX_TREE_BYTES // 2**20} MiB; scan its parts one by one"
    return Notification(Level.WARNING, "tree-too-large", words)
