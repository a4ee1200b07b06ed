"""The paths of the scanned tree, from git or from a walk, and what a listing leaves out by name."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import EngineError
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree import git
from scanner.tree.text import printable

GIT_TIMEOUT = 120.0
SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"}
)
"""Left out of a plain walk only: with git, what is ignored is the repository's own decision."""
_WORTHLESS = frozenset({".git", ".hg", ".svn", "__pycache__", ".tox", ".mypy_cache"})
"""Skipped folders that hold nothing people wrote: they are not mentioned."""
MAX_COUNTED = 100_000
"""Files of a skipped folder that are counted."""


@dataclass
class Listing:
    """What there is to read."""

    uris: list[str] = field(default_factory=list)
    sparse: frozenset[str] = frozenset()
    """Files that git knows and was asked not to check out."""
    notes: list[Notification] = field(default_factory=list)


def listed(root: Path) -> Listing:
    """The paths of the tree, sorted; the content of checked-out submodules included."""
    found = Listing()
    if not _list_by_git(root, found):
        found.uris = sorted(walked(root, root, found.notes))
        return found
    folders = [uri for uri in found.uris if _is_folder(root / uri)]
    inside = {uri: list(walked(root, root / uri, found.notes)) for uri in folders}
    found.notes += [_empty(uri) for uri in folders if not inside[uri]]
    below = (uri for uris in inside.values() for uri in uris)
    found.uris = sorted({*found.uris, *below} - {*folders})
    return found


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _empty(uri: str) -> Notification:
    words = f"the submodule {printable(uri.rstrip('/'))} is not checked out and was not scanned"
    words += "; check out with `submodules: true`"
    return Notification(
        Level.WARNING, "submodule-not-scanned", words, printable(uri.rstrip("/")), partly=True
    )


def _list_by_git(root: Path, found: Listing) -> bool:
    """Whether git listed files; what `git ls-files` names goes into `found`."""
    if not git.is_inside(root):
        return False
    arguments = ("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
    try:
        done = git.run(root, *arguments, timeout=GIT_TIMEOUT)
        problem = git.problem(done)
    except EngineError as error:
        problem = str(error)
    if problem:
        words = "git could not list the files, so the folder was walked and files that git ignores"
        words += f" were scanned too: {printable(problem)[:200]}"
        found.notes.append(Notification(Level.NOTE, "git-not-used", words))
        return False
    entries = [entry.partition(b" ")[::2] for entry in done.stdout.split(b"\0") if entry]
    found.uris = sorted({os.fsdecode(name) for _, name in entries})
    found.sparse = frozenset(os.fsdecode(name) for tag, name in entries if tag == b"S")
    return bool(found.uris)


def walked(root: Path, start: Path, notes: list[Notification]) -> Iterator[str]:
    """Every file below `start` without git; links are not followed, what is left out is named."""
    for folder, subfolders, files in os.walk(start, followlinks=False):
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        skipped = SKIPPED_FOLDERS.intersection(subfolders) - {*links}
        notes += [_skipped(root, Path(folder, name)) for name in sorted(skipped - _WORTHLESS)]
        subfolders[:] = sorted({*subfolders} - skipped - {*links})
        for name in (*files, *links):
            yield Path(folder, name).relative_to(root).as_posix()


def _skipped(root: Path, folder: Path) -> Notification:
    uri = printable(folder.relative_to(root).as_posix())
    count = 0
    for _, _, files in os.walk(folder, followlinks=False):
        count += len(files)
        if count >= MAX_COUNTED:
            break
    words = f"{uri} with {count}{' or more' if count >= MAX_COUNTED else ''} files was not scanned:"
    words += " folders of this name hold installed packages; rename it if it holds your own files"
    return Notification(Level.WARNING, "folder-skipped", words, uri, files=count, partly=True)
