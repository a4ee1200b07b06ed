"""The folder of `cache-dir`: what may be kept between runs, and who may have written it.

A file that git tracks comes from the repository, in a pull request from whoever opened it: a folder
with such a file is not used.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from scanner import outputs, store
from scanner.errors import EngineError, OutputError
from scanner.findings.stored import MAX_BYTES
from scanner.folders import user_cache, user_state
from scanner.settings import Settings
from scanner.store import Store
from scanner.tree import git

_ENTRY = re.compile(r"base-[0-9a-f]{64}\.json")
OFF = "LANGFLOW_SCAN_NO_CACHE"
"""Set to anything, the user's own folder is not used."""
TIMEOUT = 60.0
MAX_ENTRIES = 20
"""That are kept; the oldest goes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries in a folder; no link is followed."""

    folder: Path
    checkout: Path

    def get(self, name: str) -> bytes | None:
        """An entry; None where it is not there or is no plain file."""
        file = self.folder / name
        try:
            if self.folder.resolve() != Path(os.path.normpath(self.folder.absolute())):
                return None
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except OSError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep an entry; where that fails, the next run asks again."""
        try:
            outputs.write(self.folder / name, data.decode(), self.checkout)
            old = sorted(self.entries(), key=lambda one: one.stat().st_mtime, reverse=True)
            for file in old[MAX_ENTRIES:]:
                file.unlink()
        except (OutputError, OSError):
            return

    def files(self) -> list[Path]:
        """All that an earlier scan may have left there."""
        found = [self.folder / name for name in store.FILES]
        return [*self.entries(), *(one for one in found if one.is_file())]

    def entries(self) -> list[Path]:
        """The entries that are there."""
        if not self.folder.is_dir() or self.folder.is_symlink():
            return []
        return [one for one in self.folder.iterdir() if _ENTRY.fullmatch(one.name)]


def findings_store(
    chosen: Settings, kept: Kept | None, checkout: Path, *, no_cache: bool
) -> tuple[Store | None, tuple[str, ...]]:
    """Where findings of files are kept, or why they are not.

    The folder of `cache-dir`, else the user's own; in a workflow nothing unless both a folder and
    a key are given, because nobody is at home there.
    """
    given = os.environ.get(store.KEY_VARIABLE, "")
    in_ci = bool(os.environ.get("CI") or os.environ.get("GITHUB_ACTIONS"))
    if no_cache or (chosen.cache_dir and not kept):
        return None, ()
    own, state = None if os.environ.get(OFF) else user_cache(), user_state()
    folder = kept.folder if kept else own
    if folder is None or (in_ci and not (kept and given)):
        return None, ()
    if _is_reached(folder, kept) or (not given and _is_below(state, checkout)):
        return None, ()
    key = store.given_key(given) if given else store.own_key(state) if state else None
    if given and key is None:
        words = f"{store.KEY_VARIABLE} is shorter than {store.LEAST_KEY} characters, so findings"
        return None, (f"{words} of earlier scans were neither used nor kept",)
    if key is None:
        return None, ()
    try:
        return store.opened(folder, key), ()
    except store.Unusable as error:
        words = "findings of earlier scans were neither used nor kept: "
        return None, (f"{words}{error}; empty the folder",) if kept else ()


def _is_reached(folder: Path, kept: Kept | None) -> bool:
    """Whether a link leads to or from the folder that was given."""
    return kept is not None and folder.resolve() != Path(os.path.normpath(folder.absolute()))


def _is_below(folder: Path | None, checkout: Path) -> bool:
    return folder is None or folder.is_relative_to(checkout)


def is_tracked(folder: Path, root: Path) -> bool:
    """Whether git has a file in the folder, or cannot say."""
    inside = Path(os.path.normpath(folder.absolute()))
    if not inside.is_relative_to(root) or not git.is_inside(root):
        return False
    where = inside.relative_to(root).as_posix()
    try:
        done = git.run(root, "ls-files", "-z", "--", f":(literal){where}", timeout=TIMEOUT)
    except EngineError:
        return True
    return done.returncode != 0 or bool(done.stdout)
