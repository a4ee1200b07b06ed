"""pip's requirements and constraints files as entries with offsets; nothing is resolved.

The form is pip's: https://pip.pypa.io/en/stable/reference/requirements-file-format/ . Every line
that pip would read becomes an entry, one that we cannot read as well: none is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True, slots=True)
class Requirement:
    """A named package with or without versions."""

    name: str
    """Canonical (PEP 503)."""
    specifier: str
    """PEP 440, empty for a bare name."""
    version: str | None
    """The one version it allows, or None when it allows several."""
    text: str
    """Name and versions as written."""
    start: int
    end: int
    """Offsets from the name to the end of the versions."""
    aside: str = ""
    """Why it is not installed where the program runs on Linux, in words; empty for what is."""


@dataclass(frozen=True, slots=True)
class Include:
    """`-r FILE` or `-c FILE`."""

    target: str
    is_constraint: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Direct:
    """A requirement that names a URL or a version control address instead of a version."""

    name: str
    """Empty when the line does not say."""
    start: int
    end: int
    is_fixed: bool = False
    """Whether a full commit or a hash says which content it is."""


@dataclass(frozen=True, slots=True)
class Local:
    """A folder or archive of the repository itself: `-e .`, `./lib`, `dist/x.whl`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A line that is none of the others."""

    start: int
    end: int


MAX_LENGTH = 1000
"""Of a requirement without its hashes: a longer one is made to be slow, or to overflow a number."""

DEVELOPMENT = "only development needs it"
"""What is said of a package of a development group."""
_GROUP = re.compile(
    r"(?:^|[-_])(?:dev|develop|development|test|tests|testing|lint|linting|doc|docs|typing|types"
    r"|type-check|mypy|ci|fmt|format|formatting|qa|bench|benchmark|benchmarks|coverage|pre-commit)"
    r"(?:$|[-_])",
    re.IGNORECASE,
)
_ONE_PLATFORM = re.compile(
    r"^(?:[^()]*\band )?(?:sys_platform|platform_system|os_name) == [\"']"
    r"(?P<name>win32|windows|nt|darwin|cygwin)[\"'](?: and [^()]*)?$",
    re.IGNORECASE,
)

Entry = Requirement | Include | Direct | Local | Unparsed

_COMMENT = re.compile(r"(^|\s)#.*$")
_CONTINUED = re.compile(r"\\(\r\n|\r|\n)$")
_INCLUDE = re.compile(r"(?:-r|--requirement|(-c|--constraint))(?:\s*=\s*|\s+|(?<=-[rc]))(\S.*)$")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s*=\s*|\s+)(\S.*)$")
_PER_REQUIREMENT = re.compile(r"(?<!\s)\s+--[a-z][a-z-]*(=|\s|$).*$", re.DOTALL)
_ADDRESS = re.compile(r"^((git|hg|svn|bzr)\+|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
_FILE_ADDRESS = re.compile(r"^((git|hg|svn|bzr)\+)?file:", re.IGNORECASE)
_PATH = re.compile(r"^(\.{1,2}([/\\]|$)|/|~/|[A-Za-z]:[/\\])|\.(whl|zip|tar\.(gz|bz2|xz)|tgz)$")
_EGG = re.compile(r"#(?:.{0,1000}&)?egg=([A-Za-z0-9._-]+)")


def read(text: str) -> tuple[Entry, ...]:
    """The entries in order; pip's own options (`--index-url`, `--no-binary`) are left out."""
    entries = (_entry(line, start) for line, start in _logical_lines(text))
    return tuple(entry for entry in entries if entry is not None)


def is_development_group(name: str) -> bool:
    """Whether a group, an extra or a category is named after work on the program, not its use."""
    return bool(_GROUP.search(name))


def elsewhere(marker: str) -> str:
    """Why a marker keeps a package from Linux, in words; empty where it may be installed there."""
    found = _ONE_PLATFORM.match(marker)
    if found is None or re.search(r"\bor\b", marker):
        return ""
    system = "macOS" if found["name"].lower() == "darwin" else "Windows"
    return f"only {system} needs it"


def of_group(entry: Entry, name: str) -> Entry:
    """The entry of a group: of development, where the group is called so."""
    if isinstance(entry, Requirement) and is_development_group(name):
        return replace(entry, aside=DEVELOPMENT)
    return entry


def moved(entry: Entry, by: int) -> Entry:
    """The entry of a text that stands `by` code points into another."""
    return replace(entry, start=entry.start + by, end=entry.end + by)


_VIA = re.compile(
    r"^[ \t]++#\s*+(?P<via>via\b)?[ \t]*+"
    r"(?P<parent>-[rc][ \t]++\S++|[A-Za-z0-9][\w.-]*+(?:[ \t]++\([^)]*+\))?)?[ \t]*+$",
    re.IGNORECASE,
)


def parents(text: str) -> dict[str, tuple[str, ...]]:
    """Who asks for each package, as `pip-compile` and uv note it (`# via a`); canonical names.

    What is no package (`-r requirements.in`, `app (pyproject.toml)`) is given as "".
    """
    found: dict[str, list[str]] = {}
    current, listing = "", False
    for line in text.splitlines():
        bare = line.strip()
        if not bare.startswith("#"):
            name = _NAMED.match(bare)
            current, listing = (canonicalize_name(name.group()) if name else current), False
            _, _, comment = bare.partition(" # via ")
            if comment and current:
                found.setdefault(current, []).extend(_parent(one) for one in comment.split(","))
            continue
        via = _VIA.match(line)
        listing = bool(current and via and (via["via"] or listing))
        if listing and via and via["parent"]:
            found.setdefault(current, []).append(_parent(via["parent"]))
    return {name: tuple(dict.fromkeys(listed)) for name, listed in found.items()}


_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _parent(text: str) -> str:
    bare = text.strip()
    return "" if bare.startswith("-") or bare.endswith(")") else canonicalize_name(bare)


def _logical_lines(text: str) -> Iterator[tuple[str, int]]:
    """Lines without comments and with continuations joined, blank for blank: offsets stay true."""
    at, begun, held = 0, 0, ""
    for physical in text.splitlines(keepends=True):
        begun = begun if held else at
        at += len(physical)
        is_comment = physical.lstrip().startswith("#")
        if _CONTINUED.search(physical) and not is_comment:
            held += _CONTINUED.sub(lambda found: " " * len(found.group()), physical)
            continue
        joined, held = held + physical.rstrip("\r\n"), ""
        if bare := _COMMENT.sub("", joined).rstrip():
            yield bare.lstrip(), begun + len(bare) - len(bare.lstrip())
    if bare := _COMMENT.sub("", held).rstrip():
        yield bare.lstrip(), begun + len(bare) - len(bare.lstrip())


def _entry(line: str, start: int) -> Entry | None:
    end = start + len(line)
    if include := _INCLUDE.match(line):
        return Include(include.group(2).strip("\"' "), bool(include.group(1)), start, end)
    if editable := _EDITABLE.match(line):
        return _unnamed(editable.group(1).strip("\"'"), start, end)
    if line.startswith("-"):
        return None
    words = _PER_REQUIREMENT.sub("", line).rstrip()
    if len(words) > MAX_LENGTH:
        return Unparsed(start, start + len(words))
    try:
        parsed = Parsed(words)
    except InvalidRequirement:
        return _unnamed(words, start, start + len(words))
    if parsed.url:
        if _FILE_ADDRESS.match(parsed.url):
            return Local(start, end)
        name_end = start + len(parsed.name)
        return Direct(canonicalize_name(parsed.name), start, name_end, is_fixed(parsed.url))
    return _named(parsed, words, start)


_COMMIT = re.compile(r"[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?")
_HASHED = re.compile(r"[#&](?:sha256|sha384|sha512)=[0-9a-fA-F]{64}")


def is_fixed(address: str) -> bool:
    """Whether an address names its content: a full commit (`@` and 40 digits), or a file's hash."""
    if _HASHED.search(address):
        return True
    path = address.partition("#")[0].partition("?")[0]
    return "+" in address.partition(":")[0] and is_commit(path.rpartition("@")[2])


def is_commit(revision: object) -> bool:
    """Whether a revision is a full commit, and no branch or tag, which may move."""
    return isinstance(revision, str) and _COMMIT.fullmatch(revision) is not None


def _unnamed(target: str, start: int, end: int) -> Entry:
    """What is no `name versions`: an address, a path, or nothing we know."""
    if _ADDRESS.match(target) and not _FILE_ADDRESS.match(target):
        egg = _EGG.search(target)
        name = canonicalize_name(egg.group(1)) if egg else ""
        return Direct(name, start, end, is_fixed(target))
    if _FILE_ADDRESS.match(target) or _PATH.search(target.split(";")[0].split("[")[0].strip()):
        return Local(start, end)
    return Unparsed(start, end)


def _named(parsed: Parsed, words: str, start: int) -> Requirement | Unparsed:
    specifier = str(parsed.specifier)
    version = exact_version(parsed)
    versions = [one.version for one in parsed.specifier]
    tail = words.split(";")[0]
    end = max([len(parsed.name)] + [tail.rfind(one) + len(one) for one in versions if one in tail])
    name = canonicalize_name(parsed.name)
    aside = elsewhere(str(parsed.marker)) if parsed.marker else ""
    return Requirement(name, specifier, version, words[:end], start, start + end, aside)


def exact_version(parsed: Parsed) -> str | None:
    """The one version that the specifiers allow: `==1.2`, `===1.2`, `>=1,==1.2`; else None."""
    for one in parsed.specifier:
        if one.operator not in ("==", "===") or one.version.endswith(".*"):
            continue
        try:
            version = Version(one.version)
        except InvalidVersion:
            return None
        return str(version) if parsed.specifier.contains(version, prereleases=True) else None
    return None
