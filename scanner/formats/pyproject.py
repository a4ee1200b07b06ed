"""Requirements of a pyproject.toml with offsets: PEP 621, PEP 735, and tables of uv,
PDM, Poetry, Hatch and Pixi; the files that Hatch and Pixi keep apart have the same tables.

What builds the project (`build-system.requires`) is left out: it is not deployed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from scanner.errors import ReadError
from scanner.formats import constraints, requirements, toml_
from scanner.formats.requirements import Direct, Entry, Include, Local, Requirement

MAX_LENGTH = 2**20
"""Code points; larger ones are not written by people."""


def read(text: str) -> tuple[Entry, ...]:
    """The entries by place in the file.

    Raises:
        ReadError: not TOML; with the line where that is known.
    """
    if len(text) > MAX_LENGTH:
        raise ReadError(f"larger than {MAX_LENGTH // 2**20} MiB")
    document = toml_.read(text)
    found = [
        *_listed(document, text),
        *_of_poetry(document, text),
        *_of_pixi(document, text),
        *_included(document, text),
    ]
    return tuple(sorted(found, key=lambda entry: entry.start))


def _table(document: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _listed(document: dict[str, Any], text: str) -> Iterator[Entry]:
    """Lists of PEP 508 strings; each is looked for as it stands, after the one before."""
    project, uv = _table(document, "project"), _table(document, "tool", "uv")
    lists: list[tuple[str, Any]] = [("", project.get("dependencies"))]
    lists += [("dev", uv.get("dev-dependencies"))]
    lists += [("", uv.get(f"{name}-dependencies")) for name in ("constraint", "override")]
    lists += _table(document, "project", "optional-dependencies").items()
    lists += _table(document, "dependency-groups").items()
    lists += (("dev", one) for one in _table(document, "tool", "pdm", "dev-dependencies").values())
    lists += _of_hatch(document)
    elsewhere = _elsewhere(_table(uv, "sources"))
    named = project.get("name")
    own = canonicalize_name(named) if isinstance(named, str) else ""
    seen: dict[str, int] = {}
    listed = [(group, word) for group, one in lists if isinstance(one, list) for word in one]
    for group, words in listed:
        if not isinstance(words, str) or not words.strip():
            continue
        at = _place(text, words, seen)
        for entry in requirements.read(words.replace("\n", " ")):
            placed = _moved(entry, at) if at is not None else _moved(entry, 0, len(text))
            if isinstance(placed, Requirement) and placed.name in elsewhere:
                placed = elsewhere[placed.name](placed)
            elif isinstance(placed, Requirement) and placed.name == own:
                placed = Local(placed.start, placed.end)  # `name[extra]` of the project itself
            yield requirements.of_group(placed, group)


def _of_hatch(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The lists of Hatch's environments with their names, of a pyproject.toml or a hatch.toml."""
    environments = _table(document, "tool", "hatch", "envs") or _table(document, "envs")
    for name, environment in environments.items():
        table = environment if isinstance(environment, dict) else {}
        yield from ((name, table.get(f"{kind}dependencies")) for kind in ("", "extra-"))


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
    names = ["dependencies", "dev-dependencies"]
    names += [f"group.{name}.dependencies" for name in _table(poetry, "group")]
    for name in names:
        table = _table(poetry, *name.split("."))
        group = name.removesuffix("dependencies").removeprefix("group.").strip(".-")
        for entry in _of_keys(table, f"tool.poetry.{name}", text, constraints.of_poetry):
            yield requirements.of_group(entry, group)


def _of_pixi(document: dict[str, Any], text: str) -> Iterator[Entry]:
    """Pixi's tables, of a pyproject.toml or of a pixi.toml; Conda's packages by their names."""
    inside = _table(document, "tool", "pixi")
    pixi, above = (inside, "tool.pixi.") if inside else (document, "")
    if "workspace" not in pixi and "project" not in pixi:
        return
    features = [
        (f"feature.{name}.", _table(pixi, "feature", name)) for name in _table(pixi, "feature")
    ]
    scopes = [("", pixi), *features]
    scopes += [
        (f"{prefix}target.{name}.", _table(scope, "target", name))
        for prefix, scope in scopes
        for name in _table(scope, "target")
    ]
    for prefix, scope in scopes:
        for name, translate in _PIXI_TABLES:
            yield from _of_keys(_table(scope, name), f"{above}{prefix}{name}", text, translate)


_PIXI_TABLES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("dependencies", constraints.of_conda),
    ("host-dependencies", constraints.of_conda),
    ("pypi-dependencies", constraints.of_pep_440),
)
_NO_PACKAGES = frozenset({"python", "pip", "nodejs", "conda", "mamba", "pypy"})
"""Interpreters and installers, which no index of Python packages judges."""


def _of_keys(
    table: dict[str, Any], name: str, text: str, translate: Callable[[str], str]
) -> Iterator[Entry]:
    """A table whose keys are packages; a list of tables has a constraint for each platform."""
    places = toml_.places(text) if table else {}
    for package, value in table.items():
        place = places.get((name, package)) or places.get((f"{name}.{package}", "version"))
        if package in _NO_PACKAGES or place is None:
            continue
        listed = value if isinstance(value, list) else [value]
        for one in listed:
            where = place if len(listed) == 1 else _place_of(one, text, place)
            yield _of_table(package, one, where, translate)


def _of_table(
    package: str, value: Any, place: tuple[int, int], translate: Callable[[str], str]
) -> Entry:
    table = value if isinstance(value, dict) else {"version": value}
    if table.keys() & {"git", "url"}:
        fixed = requirements.is_commit(table.get("rev"))
        return Direct(canonicalize_name(package), *place, fixed)
    if table.keys() & {"path", "file"}:
        return Local(*place)
    version = table.get("version")
    words = version if isinstance(version, str) else ""
    return constrained(package, translate(words), words, place)


def _place_of(value: Any, text: str, first: tuple[int, int]) -> tuple[int, int]:
    """Of one table of a list: from its version on, which is looked for behind the key."""
    version = value.get("version") if isinstance(value, dict) else None
    at = text.find(f'"{version}"', first[0]) if isinstance(version, str) else -1
    return (at + 1, at + 1 + len(str(version))) if at >= 0 else first


def constrained(name: str, specifier: str, written: str, span: tuple[int, int]) -> Entry:
    """A package whose versions stand apart from its name, `specifier` as PEP 440."""
    read = requirements.read(f"{name}{specifier}")
    if len(read) != 1 or not isinstance(read[0], Requirement):
        return requirements.Unparsed(*span)
    one = read[0]
    shown = f"{name} {written}".strip() if written.isprintable() else name
    return Requirement(one.name, one.specifier, one.version, shown, *span)
