"""Files that ask before routes of others: a `middleware` of Next.js, guards of a NestJS module."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from scanner.code.endpoints import guarded_routers, guards_all
from scanner.formats.python_ import PythonText
from scanner.tree.source import FileKind, Tree

_NAMES = frozenset(f"{name}.{end}" for name in ("middleware", "proxy") for end in ("ts", "js"))
_LOGIN = re.compile(r"(?i)auth|session|token|clerk|\b40[13]\b")
_MODULES = ("main.ts", "module.ts", "main.js", "module.js")
_APPLICATION = re.compile(r"include_router\(|\b(FastAPI|Flask|Starlette|Quart|Sanic)\(")
_GUARD = re.compile(
    r"\bAPP_GUARD\s*,\s*use\w+:\s*+(?!Throttler)|useGlobalGuards\(\s*+(?>(?:new\s++)?)(?!Throttler)"
)
"""One that every route of the application passes. A throttler counts requests and asks nobody."""


def guarded_folders(tree: Tree) -> frozenset[str]:
    """The folders whose routes something with a login comes before."""
    found = set()
    for source in tree.of(FileKind.TEXT):
        path = PurePosixPath(source.uri)
        name = path.name.lower()
        if (name in _NAMES and _LOGIN.search(source.text)) or (
            name.endswith(_MODULES) and _GUARD.search(source.text)
        ):
            found.add(path.parent.as_posix())
    return frozenset(found)


def guarded_files(tree: Tree) -> frozenset[str]:
    """The Python files whose routes another file guards: their application, or their router."""
    found: set[str] = set()
    files = tree.of(FileKind.PYTHON)
    for source in files:
        if not _APPLICATION.search(source.text):
            continue
        text = PythonText(source.text)
        folder = PurePosixPath(source.uri).parent
        below = [one.uri for one in files if folder in PurePosixPath(one.uri).parents]
        if guards_all(text):
            found.update(below)
        elif routers := guarded_routers(text):
            found.update(uri for uri in below if PurePosixPath(uri).stem in routers)
    return frozenset(found)


def is_below(uri: str, folders: Iterable[str]) -> bool:
    """Whether a file is in one of the folders or below it."""
    parents = {parent.as_posix() for parent in PurePosixPath(uri).parents}
    return any(folder in parents for folder in folders)
