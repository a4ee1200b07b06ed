"""The net under the readers: files that say something of Langflow which no reader took up.

A format that is not known, or known in another spelling, must not pass in silence. Only statements
that configure, start or ship Langflow count; that code or documentation mentions it does not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from scanner.dependencies.pins import pins
from scanner.deployments.defaults import known_settings
from scanner.deployments.model import Deployment
from scanner.flows.model import Flow
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree.guards import is_test, makes_others
from scanner.tree.source import FileKind, Source, Tree

MAX_LINES = 5
"""Lines that one note names."""
MAX_LINE = 5_000
"""Characters of a line that people write."""
_WORD = re.compile("lfx|langflow", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*(?:#|//|--|;|<!--|\*|/\*|REM\b|::)", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\.(py|pyi|pyw|[cm]?[jt]sx?|vue|svelte|html?|css|md|mdx|markdown|rst|adoc|svg|po|pot|csv|tsv"
    r"|lock|map|go|rs|java|kt|rb|php|cs|ipynb|patch|diff|log)$"
)
"""Code and prose: what they say of Langflow deploys nothing, and code has engines of its own."""
_PROSE = re.compile(
    r"^(readme|changelog|changes|history|news|license|contributing|authors|llms(-\w+)?)([._-]|$)"
)
_OURS = frozenset({".langflow-scan.yml"})


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that a line says of Langflow."""

    what: str
    """In words, with an article: `an image of it`; for a setting its name."""
    sort: str
    """Which fact explains it: `image`, `setting`, `server`, `package`, `flow`."""


_IMAGE = re.compile(
    r"(?<![\w/.-])(?:docker\.io/|registry-1\.docker\.io/|index\.docker\.io/)?"
    r"(?:langflowai/langflow|ghcr\.io/langflow-ai/langflow)[\w-]*(?=[:@\s\"',;)}\]]|$)",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"(?<![\w.${])(LANGFLOW_[A-Z0-9_]+|LFX_[A-Z0-9_]+)(?:[\"']?\s{0,8}(?:=(?![=~])|:(?!:))"
    r"|[\"']?\s{0,8},\s{0,8}[\"']?value|</(?:key|name)>|[\"']?\s{0,8}$)"
)
_SERVER = re.compile(r"\blangflow[\"',]{0,3}\s{0,4}[\"']?run\b(?!\s*[(_])|\blangflow\.main:")
_SEARCHED = re.compile(
    r"\b(?:pgrep|pkill|killall|grep|egrep|tasklist|findstr|taskkill)\b[^\n]{0,200}$"
)
"""Before a command that is looked for among those that run, and not started."""
_NUMBER = r"[\"']?\s{0,4}[~^=<>!]{0,3}\s{0,4}[\"']?v?\d+\.\d"
_PACKAGE = re.compile(
    r"(?<![\w/@.-])(?:langflow|langflow-base|lfx)(?:\[[\w,\s-]{0,80}\])?"
    r"(?:\s{0,4}(?:[~=<>!]=|===|<|>)\s{0,4}v?\d|[\"']?\s{0,4}[=:]\s{0,4}" + _NUMBER + r")"
    r"|\b(?:pip3?|uv|poetry|pipx|conda|mamba|pdm)\s[^\n#]{0,80}\b(?:install|add|tool)\s[^\n#]{0,200}"
    r"(?<![\w/@.-])langflow(?![\w/.-])",
)
_LOCKED = re.compile(
    r"[\"']?(?:project_name|package)[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:langflow|langflow-base|lfx)"
    r"[\"']?\s{0,4},?\s*$"
)
_NAMED = re.compile(
    r"[\"']?name[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:langflow|langflow-base|lfx)[\"']?\s{0,4},?\s*$"
)
_VERSION_OF_LOCK = re.compile(r"[\"']?(?:version|resolved)[\"']?\s{0,4}[:=]")
"""In the line next to a locked package's name, and of little else that is named Langflow."""
_FLOW_KEYS = (re.compile(r"\bnodes\b"), re.compile(r"\bedges\b"), re.compile(r"\bgenericNode\b"))


def unexplained(
    tree: Tree, units: Iterable[Deployment], flows: Iterable[Flow]
) -> Iterator[Notification]:
    """A note for each file with statements that no reader took up."""
    known = _explained(tree, units, flows)
    for source in tree.sources:
        if not _is_candidate(source):
            continue
        left: dict[str, list[int]] = {}
        for line, statement in statements(source.text):
            if not {statement.what, statement.sort} & known.get(source.uri, frozenset()):
                left.setdefault(statement.what, []).append(line)
        if left:
            yield _note(source, left)


def _note(source: Source, left: Mapping[str, list[int]]) -> Notification:
    lines = sorted({line for found in left.values() for line in found})
    shown = ", ".join(map(str, lines[:MAX_LINES])) + (", ..." if lines[MAX_LINES:] else "")
    plural = "line" if len(lines) == 1 else "lines"
    what = ", ".join(sorted(left)[:MAX_LINES])
    words = (
        f"{source.uri} mentions Langflow, and no reader understood it: {what} ({plural} {shown});"
    )
    words += " check it by hand, or exclude the file if it deploys nothing"
    return Notification(Level.WARNING, "langflow-not-understood", words, source.uri, partly=True)


def _is_candidate(source: Source) -> bool:
    """Whether a file may deploy something, and mentions Langflow at all."""
    uri, name = source.uri.lower(), PurePosixPath(source.uri.lower()).name
    if source.kind in _CODE or _ELSEWHERE.search(uri) or _PROSE.search(name) or name in _OURS:
        return False
    if is_test(source.uri) or makes_others(source.uri):
        return False
    return bool(_WORD.search(source.text))


_CODE = frozenset(
    {FileKind.BINARY, FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.MARKDOWN, FileKind.NPM_LOCK}
)


def statements(text: str) -> Iterator[tuple[int, Statement]]:
    """What a text says of Langflow, each with its line; comments say nothing."""
    if all(pattern.search(text) for pattern in _FLOW_KEYS):
        yield text.count("\n", 0, text.index("genericNode")) + 1, Statement("a flow", "flow")
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE or not _WORD.search(line) or _COMMENT.match(line):
            continue
        for statement in _of_line(line):
            yield number, statement
        around = (*lines[max(number - 2, 0) : number - 1], *lines[number : number + 1])
        if _NAMED.search(line) and any(_is_version(one) for one in around):
            yield number, Statement("a requirement on it", "package")


def _is_version(line: str) -> bool:
    return len(line) <= MAX_LINE and _VERSION_OF_LOCK.match(line.strip()) is not None


def _of_line(line: str) -> Iterator[Statement]:
    if _IMAGE.search(line):
        yield Statement("an image of it", "image")
    for match in _SETTING.finditer(line):
        if match.group(1) in _settings():
            yield Statement(match.group(1), "")
    server = _SERVER.search(line)
    if server and not _SEARCHED.search(line[: server.start()]):
        yield Statement("a command that starts it", "server")
    if _PACKAGE.search(line) or _LOCKED.search(line):
        yield Statement("a requirement on it", "package")


@cache
def _settings() -> frozenset[str]:
    return known_settings()


def _explained(
    tree: Tree, units: Iterable[Deployment], flows: Iterable[Flow]
) -> Mapping[str, set[str] | frozenset[str]]:
    """What readers took from each file: sorts of statements, and names of settings."""
    found: dict[str, set[str]] = {}
    for unit in units:
        own = found.setdefault(unit.uri, set())
        if unit.is_langflow:
            own |= {"server"}
        if unit.image and unit.image.is_langflow:
            own |= {"server"}
            found.setdefault(unit.image.location.uri, set()).add("image")
        if unit.base_version_location:
            own |= {"image", "package"}
            found.setdefault(unit.base_version_location.uri, set()).update({"image", "package"})
        for setting in unit.settings:
            found.setdefault(setting.location.uri, set()).add(setting.name)
    for pin in pins(tree).pins:
        found.setdefault(pin.location.uri, set()).add("package")
    for flow in flows:
        found.setdefault(flow.uri, set()).update(
            {"flow", "package"}
        )  # its components name what they need
    return found
