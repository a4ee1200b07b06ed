"""What the history of a repository holds and its present tree does not: every text blob once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner import git
from scanner.collect import FileKind, classify, printable
from scanner.errors import EngineError
from scanner.model import Level, Notification

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
    """In the commit, from the repository's root."""
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


def blobs(root: Path, notes: list[Notification]) -> Iterator[Blob]:
    """The text blobs reachable from HEAD that are not in HEAD's own tree, newest commit first.

    What is left out is added to `notes`. Paths outside of `root` count too: a key in the history of
    the repository is in every clone.

    Raises:
        EngineError: git is missing, or took too long.
    """
    if not git.is_inside(root):
        notes.append(_missed("history-not-read", "there is no git repository here"))
        return
    if git.run(root, "rev-parse", "--verify", "--quiet", "HEAD", timeout=TIMEOUT).returncode:
        return  # no commit yet
    if _ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        words = "the checkout holds the last commits only; check out with `fetch-depth: 0`"
        notes.append(_missed("history-cut", words))
    listed = _ask(root, "ls-tree", "-r", "HEAD").splitlines()
    present = {line.split(maxsplit=3)[2].decode() for line in listed}
    changes = {change.oid: change for change in _changes(root) if change.oid not in present}
    chosen = list(_within_caps(root, changes, notes))
    for batch in _batches(chosen):
        yield from _contents(root, batch)


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
