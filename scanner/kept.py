"""The folder of `cache-dir`: what may be kept between runs, and who may have written it.

A file that git tracks comes from the repository, in a pull request from whoever opened it: a folder
with such a file is not used.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from scanner import outputs
from scanner.errors import EngineError, OutputError
from scanner.findings.stored import MAX_BYTES
from scanner.tree import git

_ENTRY = re.compile(r"base-[0-9a-f]{64}\.json")
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

    def entries(self) -> list[Path]:
        """The entries that are there."""
        if not self.folder.is_dir() or self.folder.is_symlink():
            return []
        return [one for one in self.folder.iterdir() if _ENTRY.fullmatch(one.name)]


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
