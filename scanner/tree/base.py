"""The tree that a pull request is compared with, written to a private folder from git's objects.

Nothing is checked out: no filter, hook or attribute of the repository runs, and a file that was
renamed since stands under its new path, so that what is known of it stays known.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scanner.errors import ConfigError, EngineError
from scanner.tree import git

TIMEOUT = 120.0
"""Seconds for one git command."""
MAX_FILES = 60_000
BATCH = 2_000
BATCH_BYTES = 30 * 2**20
MAX_BYTES = 25 * 2**20
"""Of one file: larger ones are not scanned, and are named as too large in both trees."""
_LINK = "120000"
_WRITTEN = frozenset({"100644", "100755", _LINK})


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    oid: str
    size: int
    path: str


def merge_base(root: Path, ref: str, head: str = "HEAD") -> str | None:
    """The commit where `head` left `ref`, a branch of the remote or any revision; None where the
    checkout does not have it.

    In the merge commit that a workflow checks out, the base is its first parent.
    """
    for name in (f"refs/remotes/origin/{ref}", ref):
        done = git.run(root, "merge-base", "--end-of-options", name, head, timeout=TIMEOUT)
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.decode().split()[0]
    return None


def resolved(root: Path, ref: str) -> str | None:
    """The commit that a name means; None where there is none of that name."""
    wanted = f"{ref}^{{commit}}"
    done = git.run(root, "rev-parse", "--verify", "-q", "--end-of-options", wanted, timeout=TIMEOUT)
    return done.stdout.decode().strip() or None if done.returncode == 0 else None


def first_parent(root: Path) -> str | None:
    """The first parent of HEAD where HEAD merges two; None for anything else."""
    done = git.run(root, "rev-list", "--parents", "-n", "1", "HEAD", timeout=TIMEOUT)
    commits = done.stdout.decode("ascii", "replace").split()
    if done.returncode or len(commits) != 3:
        return None
    there = git.run(root, "cat-file", "-e", f"{commits[1]}^{{tree}}", timeout=TIMEOUT)
    return commits[1] if there.returncode == 0 else None


def write(
    root: Path, commit: str, target: Path, onto: str = "HEAD", store: Path | None = None
) -> None:
    """The files of a commit below the scanned folder, in an empty folder of ours.

    What was renamed up to the commit `onto` has its new path. `store` is another repository that
    has the commits.
    Links come last, so that no file is written through one.

    Raises:
        EngineError: git is missing or took too long, or objects are missing.
        ConfigError: the commit has more files than the cap.
    """
    shown = _asked(root, "rev-parse", "--show-prefix")
    prefix = os.fsdecode(shown).strip("\n")
    if store is not None:
        onto = _asked(root, "rev-parse", onto).decode().strip()
        root = store
    entries = list(_entries(root, commit, prefix))
    if len(entries) > MAX_FILES:
        raise ConfigError(f"the base has more than {MAX_FILES} files", hint="use a baseline file")
    renamed = _renames(root, commit, onto, prefix)
    files = frozenset(entry.path for entry in entries)
    links: list[tuple[Path, str]] = []
    for batch in _batches([entry for entry in entries if entry.size <= MAX_BYTES]):
        for entry, data in zip(batch, _contents(root, batch), strict=True):
            file = target / _now(entry.path, renamed, files)
            if entry.mode == _LINK:
                links.append((file, os.fsdecode(data)))
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    for entry in entries:
        if entry.size > MAX_BYTES:
            _hollow(target / entry.path, entry.size)
    for file, leads_to in links:
        if not file.exists() and file.parent.is_dir():
            file.symlink_to(leads_to)


def _hollow(file: Path, size: int) -> None:
    """A file of that size with nothing in it: it is too large to be read, and named as that."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        stream.truncate(size)


def _now(path: str, renamed: Mapping[str, str], files: Collection[str]) -> str:
    """Where a file is today, unless the base has something else there or on the way there."""
    new = renamed.get(path, path)
    above = {parent.as_posix() for parent in PurePosixPath(new).parents}
    below = any(one.startswith(f"{new}/") for one in files) if new != path else False
    return path if new in files or below or not above.isdisjoint(files) else new


def _batches(entries: list[_Entry]) -> Iterator[list[_Entry]]:
    """So many at once as fit into one answer."""
    batch: list[_Entry] = []
    size = 0
    for entry in entries:
        if batch and (len(batch) == BATCH or size + entry.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.size
    if batch:
        yield batch


def _entries(root: Path, commit: str, prefix: str) -> Iterator[_Entry]:
    within = (prefix,) if prefix else ()
    listed = _asked(root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *within)
    for line in listed.split(b"\0"):
        head, _, name = line.partition(b"\t")
        fields = head.decode("ascii", "replace").split()
        path = os.fsdecode(name).removeprefix(prefix)
        if len(fields) == 4 and fields[0] in _WRITTEN and not _leaves(path):
            yield _Entry(fields[0], fields[2], int(fields[3]), path)


def _leaves(path: str) -> bool:
    """Whether a path of a made-up tree object would be written elsewhere."""
    parts = path.split("/")
    return path.startswith("/") or any(part in {"", ".", "..", ".git"} for part in parts)


def _contents(root: Path, entries: list[_Entry]) -> Iterator[bytes]:
    """The blobs in order (`git cat-file --batch`).

    Raises:
        EngineError: an object is not in the checkout.
    """
    asked = "".join(f"{entry.oid}\n" for entry in entries).encode()
    done = git.run(root, "cat-file", "--batch", timeout=TIMEOUT, stdin=asked)
    data, at = done.stdout, 0
    for _ in entries:
        end = data.find(b"\n", at)
        header = data[at:end].split()
        if end < 0 or len(header) != 3:
            raise EngineError("objects of the base are missing", hint=DEEPEN)
        size = int(header[2])
        yield data[end + 1 : end + 1 + size]
        at = end + 2 + size


DEEPEN = "check out with `fetch-depth: 0`, so that the base of the pull request is there"


def _renames(root: Path, commit: str, onto: str, prefix: str) -> Mapping[str, str]:
    """Where a file of the base is now, as git tells renames."""
    done = git.run(
        root, "diff", "--name-status", "-z", "-M", "--diff-filter=R", "--no-ext-diff",
        "--no-textconv", commit, onto, "--", timeout=TIMEOUT,
    )  # fmt: skip
    parts = [os.fsdecode(part) for part in done.stdout.split(b"\0")] if not done.returncode else []
    found = {}
    for at in range(0, len(parts) - 2, 3):
        old, new = parts[at + 1], parts[at + 2]
        if (
            old.startswith(prefix)
            and new.startswith(prefix)
            and not _leaves(new.removeprefix(prefix))
        ):
            found[old.removeprefix(prefix)] = new.removeprefix(prefix)
    return found


def _asked(root: Path, *arguments: str) -> bytes:
    done = git.run(root, *arguments, timeout=TIMEOUT)
    if done.returncode:
        raise EngineError(f"git: {git.problem(done)}", stderr_tail=done.stderr_tail, hint=DEEPEN)
    return done.stdout
