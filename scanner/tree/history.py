"""What the history of a repository holds and its present tree does not: every text blob once."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scanner.errors import EngineError
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree import git
from scanner.tree.collect import is_excluded
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Tree
from scanner.tree.text import printable

TIMEOUT = 300.0
"""Seconds for one git command."""
MAX_BLOB_BYTES = 5 * 2**20
MAX_BYTES = 500 * 2**20
MAX_BLOBS = 100_000
BATCH = 2_000
BATCH_BYTES = 50 * 2**20
"""Blobs, and their bytes, that are asked for at once."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A content that some commit brought in."""

    oid: str
    path: str
    """In the commit, from the scanned folder; from the repository's root where it is outside."""
    commit: str
    date: str
    """The author's day, `2025-01-31`."""
    kind: FileKind
    data: bytes


@dataclass(frozen=True)
class _Change:
    oid: str
    path: str
    commit: str
    date: str


def blobs(tree: Tree, exclude: Sequence[str], notes: list[Notification]) -> Iterator[Blob]:
    """The text blobs reachable from HEAD that are no file of the tree, newest commit first.

    What is left out is added to `notes`, but for paths that `exclude` names. Paths outside of the
    scanned folder count too: a key in the history of the repository is in every clone.

    Raises:
        EngineError: git is missing, or took too long.
    """
    root = tree.root
    if not git.is_inside(root):
        notes.append(_missed("history-not-read", "there is no git repository here"))
        return
    if git.run(root, "rev-parse", "--verify", "--quiet", "HEAD", timeout=TIMEOUT).returncode == 1:
        return  # no commit yet; any other failure is told by the next question
    if _ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        words = "the checkout holds the last commits only; check out with `fetch-depth: 0`"
        notes.append(_missed("history-cut", words))
    prefix = _ask(root, "rev-parse", "--show-prefix").decode("utf-8", "replace").strip("\n")
    present = set(_present(tree, prefix))
    changes = {
        change.oid: replace(change, path=path)
        for change in _changes(root)
        if change.oid not in present
        and not is_excluded(path := change.path.removeprefix(prefix), exclude)
    }
    chosen = list(_within_caps(root, changes, notes))
    for batch in _batches(chosen):
        yield from _contents(root, batch)


def _present(tree: Tree, prefix: str) -> Iterator[str]:
    """The blobs of HEAD's own tree but for files that the folder has changed or lost since."""
    algorithm = _ask(tree.root, "rev-parse", "--show-object-format").decode().strip()
    listed = _ask(tree.root, "ls-tree", "-r", "-z", "--full-tree", "HEAD")
    for line in filter(None, listed.split(b"\0")):
        head, _, name = line.partition(b"\t")
        oid, path = head.split()[2].decode(), name.decode("utf-8", "replace")
        inside = path.startswith(prefix)
        source = tree.get(path.removeprefix(prefix)) if inside else None
        is_text = source is not None and source.kind is not FileKind.BINARY
        changed = source is not None and is_text and _oid(algorithm, source.data) != oid
        lost = inside and not os.path.lexists(tree.root / path.removeprefix(prefix))
        if not changed and not lost:
            yield oid


def _oid(algorithm: str, data: bytes) -> str:
    """The name that git gives to a content; line ends that a checkout changes make another one."""
    made = hashlib.new(algorithm, b"blob %d\0" % len(data), usedforsecurity=False)
    made.update(data)
    return made.hexdigest()


def _within_caps(
    root: Path, changes: Mapping[str, _Change], notes: list[Notification]
) -> Iterator[tuple[_Change, int]]:
    """The changes that are looked at, with the sizes of their blobs."""
    total = 0
    for position, (oid, size) in enumerate(_sizes(root, tuple(changes))):
        change = changes[oid]
        if position >= MAX_BLOBS or total + size > MAX_BYTES:
            words = f"it holds more than {MAX_BLOBS} files or {MAX_BYTES // 2**20} MiB"
            notes.append(_missed("history-too-large", f"{words}; the oldest were left out"))
            return
        if size > MAX_BLOB_BYTES:
            words = f"{printable(change.path)} of commit {change.commit[:12]} is missing or over "
            notes.append(_missed("blob-too-large", f"{words}{MAX_BLOB_BYTES // 2**20} MiB"))
            continue
        total += size
        yield change, size


def _batches(chosen: Sequence[tuple[_Change, int]]) -> Iterator[list[_Change]]:
    """As many as fit into memory at once."""
    batch: list[_Change] = []
    total = 0
    for change, size in chosen:
        if batch and (total + size > BATCH_BYTES or len(batch) >= BATCH):
            yield batch
            batch, total = [], 0
        batch.append(change)
        total += size
    if batch:
        yield batch


def _ask(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    done = git.run(root, *arguments, timeout=TIMEOUT, stdin=stdin)
    if done.returncode:
        raise EngineError(
            f"git could not read the history: {printable(git.problem(done))[:200]}",
            hint="check the checkout, or leave `history` out",
        )
    return done.stdout


def _changes(root: Path) -> Iterator[_Change]:
    """What each commit added or changed, newest first; by plumbing, which no setting alters."""
    commits = _ask(root, "rev-list", "--date-order", "HEAD")
    raw = _ask(
        root,
        *("diff-tree", "--stdin", "--root", "-m", "-r", "--no-renames", "--diff-filter=AMT"),
        *("--raw", "--no-abbrev", "-z", "--format=%x01%H %as"),
        stdin=commits,
    )
    commit = date = ""
    fields = iter(raw.split(b"\0"))
    for field in fields:
        head = field.strip(b"\n")
        if head.startswith(b"\x01"):
            commit, _, date = head[1:].decode().partition(" ")
        elif head.startswith(b":"):
            _, mode, _, oid, _ = head.decode().split(" ")
            path = next(fields).decode("utf-8", "replace")
            if mode.startswith("100"):  # regular files; no link, no submodule
                yield _Change(oid, path, commit, date)


def _sizes(root: Path, oids: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The size of each blob, in the same order; one that is missing has none."""
    asked = "".join(f"{oid}\n" for oid in oids).encode()
    answer = _ask(root, "cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=asked)
    for line in answer.decode().splitlines():
        oid, _, size = line.partition(" ")
        yield oid, int(size) if size.isdigit() else MAX_BLOB_BYTES + 1


def _contents(root: Path, changes: Sequence[_Change]) -> Iterator[Blob]:
    asked = "".join(f"{change.oid}\n" for change in changes).encode()
    answer = _ask(root, "cat-file", "--batch=%(objectsize)", stdin=asked)
    at = 0
    for change in changes:
        end = answer.index(b"\n", at)
        size = int(answer[at:end])
        data = answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
        path = printable(change.path)
        kind = classify(path, data)
        if kind is not FileKind.BINARY:
            yield Blob(change.oid, path, change.commit, change.date, kind, data)


def _missed(identifier: str, why: str) -> Notification:
    return Notification(Level.WARNING, identifier, f"not all of the history was searched: {why}")
