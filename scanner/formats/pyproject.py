"""Requirements of a pyproject.toml with offsets: PEP 621, PEP 735, tables of uv, PDM and Poetry.

What builds the project (`build-system.requires`) is left out: it is not deployed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from scanner.errors import ReadError
from scanner.formats import constraints, requirements, toml_
from scanner.formats.requirements import Direct, Entry, Include, Local, Requirement

MAX_LENGTH = 2**20
"""Code points; larger ones are not written by people."""

_KEY = re.compile(r"^[ \t]*[\"']?([A-Za-z0-9][\w.-]*)[\"']?[ \t]*=[^\n]*", re.MULTILINE)


def read(text: str) -> tuple[Entry, ...]:
    """The entries by place in the file.

    Raises:
        ReadError: not TOML; with the line where that is known.
    """
    if len(text) > MAX_LENGTH:
        raise ReadError(f"larger than {MAX_LENGTH // 2**20} MiB")
    document = toml_.read(text)
    found = [*_listed(document, text), *_of_poetry(document, text), *_included(document, text)]
    return tuple(sorted(found, key=lambda entry: entry.start))


def _table(document: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _listed(document: dict[str, Any], text: str) -> Iterator[Entry]:
    """Lists of PEP 508 strings; each is looked for as it stands, after the one before."""
    project, uv = _table(document, "project"), _table(document, "tool", "uv")
    lists = [project.get("dependencies"), uv.get("dev-dependencies")]
    lists += [uv.get("constraint-dependencies"), uv.get("override-dependencies")]
    lists += _table(document, "project", "optional-dependencies").values()
    lists += _table(document, "dependency-groups").values()
    lists += _table(document, "tool", "pdm", "dev-dependencies").values()
    elsewhere = _elsewhere(_table(uv, "sources"))
    seen: dict[str, int] = {}
    for words in (word for one in lists if isinstance(one, list) for word in one):
        if not isinstance(words, str) or not words.strip():
            continue
        at = _place(text, words, seen)
        for entry in requirements.read(words.replace("\n", " ")):
            placed = _moved(entry, at) if at is not None else _moved(entry, 0, len(text))
            if isinstance(placed, Requirement) and placed.name in elsewhere:
                placed = elsewhere[placed.name](placed)
            yield placed


def _included(document: dict[str, Any], text: str) -> Iterator[Entry]:
    """The files that setuptools takes dependencies from (`dynamic = ["dependencies"]`)."""
    dynamic = _table(document, "tool", "setuptools", "dynamic")
    tables = [dynamic.get("dependencies")]
    tables += _table(dynamic, "optional-dependencies").values()
    for table in tables:
        listed = table.get("file") if isinstance(table, dict) else None
        for name in [listed] if isinstance(listed, str) else listed or ():
            if isinstance(name, str) and name:
                at = max(text.find(name), 0)
                yield Include(name, False, at, at + len(name))


def _elsewhere(sources: dict[str, Any]) -> dict[str, Callable[[Requirement], Entry]]:
    """The packages that uv takes from a repository or a folder instead of an index."""
    found: dict[str, Callable[[Requirement], Entry]] = {}
    for name, source in sources.items():
        keys = set(source) if isinstance(source, dict) else set()
        if keys & {"git", "url"}:
            fixed = requirements.is_commit(source.get("rev"))
            found[canonicalize_name(name)] = _direct(fixed)
        elif keys & {"path", "workspace"}:
            found[canonicalize_name(name)] = lambda one: Local(one.start, one.end)
    return found


def _place(text: str, words: str, seen: dict[str, int]) -> int | None:
    """The offset of a string's content, or None where it is written with escapes."""
    for quote in ('"', "'"):
        at = text.find(f"{quote}{words}{quote}", seen.get(words, 0))
        if at >= 0:
            seen[words] = at + 1
            return at + 1
    return None


def _moved(entry: Entry, by: int, limit: int | None = None) -> Entry:
    """The entry at its place; where that cannot be told, the start of the file."""
    if limit is not None:
        return replace(entry, start=0, end=min(1, limit))
    return requirements.moved(entry, by)


def _direct(fixed: bool) -> Callable[[Requirement], Entry]:
    return lambda one: Direct(one.name, one.start, one.end, fixed)


def _of_poetry(document: dict[str, Any], text: str) -> Iterator[Entry]:
    """`name = "1.2.3"` is a pin; Poetry's own ranges (`^1.2`) are translated."""
    poetry = _table(document, "tool", "poetry")
    if not poetry:
        return
    keys: dict[str, re.Match[str]] = {}
    for key in _KEY.finditer(text, max(text.find("tool.poetry"), 0)):
        keys.setdefault(key.group(1), key)
    groups = [_table(group, "dependencies") for group in _table(poetry, "group").values()]
    for table in (_table(poetry, "dependencies"), _table(poetry, "dev-dependencies"), *groups):
        for name, value in table.items():
            constraint = value.get("version") if isinstance(value, dict) else value
            at = keys.get(name)
            if name == "python" or not at:
                continue
            start, end = at.start(1), len(at.group().rstrip()) + at.start()
            if isinstance(value, dict) and value.keys() & {"git", "url"}:
                fixed = requirements.is_commit(value.get("rev"))
                yield Direct(canonicalize_name(name), start, end, fixed)
            elif isinstance(value, dict) and value.keys() & {"path", "file"}:
                yield Local(start, end)
            else:
                yield _constraint(name, constraint, start, end)


def _constraint(name: str, constraint: object, start: int, end: int) -> Entry:
    words = constraint if isinstance(constraint, str) else ""
    return constrained(name, constraints.of_poetry(words), words, (start, end))


def constrained(name: str, specifier: str, written: str, span: tuple[int, int]) -> Entry:
    """A package whose versions stand apart from its name, `specifier` as PEP 440."""
    read = requirements.read(f"{name}{specifier}")
    if len(read) != 1 or not isinstance(read[0], Requirement):
        return requirements.Unparsed(*span)
    one = read[0]
    shown = f"{name} {written}".strip() if written.isprintable() else name
    return Requirement(one.name, one.specifier, one.version, shown, *span)
