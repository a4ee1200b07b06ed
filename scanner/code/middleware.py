"""Next.js runs a `middleware` file before every route below it: a login there covers them all."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from scanner.tree.source import FileKind, Tree

_NAMES = frozenset(f"{name}.{end}" for name in ("middleware", "proxy") for end in ("ts", "js"))
_LOGIN = re.compile(r"(?i)auth|session|token|clerk|\b40[13]\b")


def guarded_folders(tree: Tree) -> frozenset[str]:
    """The folders whose routes a middleware with a login comes before; of `src/` its parent too."""
    found = set()
    for source in tree.of(FileKind.TEXT):
        path = PurePosixPath(source.uri)
        if path.name.lower() in _NAMES and _LOGIN.search(source.text):
            found.add(path.parent.as_posix())
    return frozenset(found)


def is_below(uri: str, folders: Iterable[str]) -> bool:
    """Whether a file is in one of the folders or below it."""
    parents = {parent.as_posix() for parent in PurePosixPath(uri).parents}
    return any(folder in parents for folder in folders)
