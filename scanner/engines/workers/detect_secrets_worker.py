"""Runs detect-secrets' plugins over texts that we hand it. JSON on stdin, JSON on stdout.

The only place that holds the values of secrets: what leaves it is where one stands, which detector
found it, how long it is, and what it is called. Started by path, `python -I`, in an empty folder.

All plugins run at their default limits, without verification (it would send the value away), and
without the filters that let a file name or a comment of the repository decide. detect-secrets'
own file transformers are not used: for YAML they leave out list items and comments, and they
expand aliases and INI interpolation without a bound. Lines are read as they are; unquoted values
of configuration files are put in quotes, and strings of JSON are read one by one, decoded.
A plugin sees only lines on which its own patterns can match: the rest is where its time goes.

stdin: `{"files": [{"uri", "kind", "text"}, ...]}`
stdout: `{"files": [{"uri", "error": reason or null, "hits": [...], "dropped": {predicate: n}}]}`
"""

import json
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.filters import heuristic
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import DENYLIST, KeywordDetector
from detect_secrets.settings import get_plugins, transient_settings
from detect_secrets.util.code_snippet import get_code_snippet

from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.positions import Lines, Node
from scanner.secret_filters import (
    BASIC_AUTH,
    CONFIG_KINDS,
    CONFIG_SUFFIXES,
    ENTROPY,
    KEYWORD,
    PRIVATE_KEY,
    Candidate,
    dropped_by,
)

OFF = frozenset({"Public IP (ipv4)"})
"""An address is no secret; and the plugin's hits never pass detect-secrets' own filters."""


ALPHABET = 20
"""Characters from which a sequence is an alphabet, not a weak password such as `123456`."""
NEAR = 6000
"""Characters of a line that are looked at on each side of a value."""
GUESSES = ENTROPY | {KEYWORD}


class OwnDetector(RegexBasedDetector):
    """A known format that detect-secrets has no plugin for."""

    def __init__(self, secret_type: str, pattern: str) -> None:
        """`pattern` must stand alone: not inside a longer word."""
        self._type = secret_type
        self.start = re.match(r"[A-Za-z_]+-?", pattern)[0]  # type: ignore[index]
        self._patterns = [re.compile(rf"(?<![A-Za-z0-9_-])(?:{pattern})(?![A-Za-z0-9_-])")]

    @property
    def secret_type(self) -> str:
        """What it is called."""
        return self._type

    @property
    def denylist(self) -> list[re.Pattern[str]]:
        """Its pattern."""
        return self._patterns


OWN = (
    # 32 random bytes, URL-safe, after the prefix; other vendors' prefixes are told apart.
    ("Langflow API Key", r"sk-(?!proj-|ant-|or-|svcacct-|admin-|lf-|None-)[A-Za-z0-9_-]{43}"),
    ("Anthropic API Key", r"sk-ant-(?:api|admin|oat)\d\d-[A-Za-z0-9_-]{60,120}"),
    ("OpenAI Project Key", r"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}"),
    ("OpenRouter API Key", r"sk-or-v1-[0-9a-f]{64}"),
    ("Google API Key", r"AIza[A-Za-z0-9_-]{35}"),
    ("Groq API Key", r"gsk_[A-Za-z0-9]{52}"),
    ("Hugging Face Token", r"hf_[A-Za-z]{34}"),
    ("Astra DB Token", r"AstraCS:[A-Za-z0-9]{20,32}:[0-9a-f]{64}"),
    ("GitHub Fine-grained Token", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the plugins and where its characters stand in the file."""

    text: str
    base: int = 0
    """Offset of the text in the file, for a line of a plain file."""
    quoted_at: int | None = None
    """Index of a quote that we put in and the file does not have."""
    node: Node | None = None
    """The JSON string that holds the text."""
    index: int = 0
    """Index of the text in that string's value."""
    prefix: int = 0
    """Length of the `"name": "` that we put before a JSON string."""
    path: tuple[str, ...] = ()
    name: str = ""
    is_raw: bool = False
    """A line of JSON as it stands: only for known formats, in keys and in values given twice."""

    def span(self, source: str, start: int, length: int) -> tuple[int, int]:
        """Offsets in the file of a stretch of the text."""
        if self.node is not None:
            first = max(self.index + start - self.prefix, 0)
            begin = json_.raw_offset(source, self.node, first)
            return begin, json_.raw_offset(source, self.node, first + length)
        moved = 1 if self.quoted_at is not None and start > self.quoted_at else 0
        return self.base + start - moved, self.base + start - moved + length


@dataclass(frozen=True, slots=True)
class Probe:
    """A plugin and the lines of a text on which it can find something."""

    plugin: Any
    lines: Callable[[str, "_Numbers"], Iterable[int]]


class _Numbers:
    """Line numbers of offsets in lines joined by newlines."""

    def __init__(self, lines: list[str]) -> None:
        self.count = len(lines)
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def of(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1


def main() -> None:
    """Scan what stdin says."""
    asked = json.load(sys.stdin)
    types: dict[str, Any] = get_mapping_from_secret_type_to_class()
    used = [{"name": t.__name__} for name, t in sorted(types.items()) if name not in OFF]
    with transient_settings({"plugins_used": used, "filters_used": []}):
        plugins = [*get_plugins(), *(OwnDetector(*one) for one in OWN)]
        probes = [probe(plugin) for plugin in plugins]
        json.dump({"files": [scan(one, probes) for one in asked["files"]]}, sys.stdout)


def scan(file: dict[str, str], probes: list[Probe]) -> dict[str, Any]:
    """One file's hits, or the reason why it could not be scanned."""
    uri, kind, text = file["uri"], file["kind"], file["text"]
    dropped: Counter[str] = Counter()
    try:
        found = list(_candidates(text, uri, kind, probes, dropped))
    except (RecursionError, MemoryError, ValueError, IndexError, KeyError, TypeError) as error:
        # Only the type: a message could hold text of the file.
        return {"uri": uri, "error": type(error).__name__, "hits": [], "dropped": {}}
    hits = _merged(found, Lines(text))
    return {"uri": uri, "error": None, "hits": hits, "dropped": dict(dropped)}


@dataclass(frozen=True, slots=True)
class _Found:
    detector: str
    value: str
    name: str
    start: int
    end: int


def _candidates(
    text: str, uri: str, kind: str, probes: list[Probe], dropped: Counter[str]
) -> Iterator[_Found]:
    lines = lines_of(text, uri, kind)
    texts = [line.text for line in lines]
    joined, numbers = "\n".join(texts), _Numbers(texts)
    filename = pseudo_name(uri, kind)
    for one in probes:
        for number in sorted(set(one.lines(joined, numbers))):
            line = lines[number]
            if line.is_raw and one.plugin.secret_type in GUESSES:
                continue
            name = "string.py" if line.path and _is_code(line.path) else filename
            secrets = one.plugin.analyze_line(
                filename=name,
                line=line.text,
                line_number=number + 1,
                context=get_code_snippet(lines=texts, line_number=number + 1),
            )
            values = {str(secret.secret_value) for secret in secrets}
            for start, end in sorted(_spans(one.plugin, values, line)):
                candidate = _candidate(one.plugin, start, end, line, uri, kind)
                if candidate.detector == PRIVATE_KEY:
                    more = "\n".join((candidate.after, *texts[number + 1 : number + 7]))
                    candidate = replace(candidate, after=more)
                if reason := _filtered(candidate, one.plugin) or dropped_by(candidate):
                    dropped[reason] += 1
                    continue
                place = line.span(text, start, end - start)
                yield _Found(candidate.detector, candidate.value, candidate.name, *place)


_JWT_SIGNATURE = re.compile(r"[A-Za-z0-9_=-]*")
"""The plugin's own pattern ends before it."""


def _spans(plugin: Any, values: set[str], line: Line) -> Iterator[tuple[int, int]]:
    """Where the values stand in a line.

    Some patterns capture only a part (`ghp` of a GitHub token) or what stands around
    (Artifactory): the whole match is the value then, without its delimiters.
    """
    if not isinstance(plugin, RegexBasedDetector):
        for value in values:
            start = max(line.text.find(value, line.prefix), 0)
            yield start, start + len(value)
        return
    for pattern in plugin.denylist:
        for match in pattern.finditer(line.text):
            groups = [n for n, group in enumerate(match.groups(), 1) if group]
            if not values & {match.group(), *(match.group(n) for n in groups)}:
                continue
            longest = max(groups, key=lambda n: len(match.group(n)), default=0)
            if len(match.group(longest)) < 8 and plugin.secret_type != BASIC_AUTH:
                longest = 0
            start, end = match.span(longest)
            if isinstance(plugin, JwtTokenDetector):
                end = _JWT_SIGNATURE.match(line.text, end).end()  # type: ignore[union-attr]
            lead = re.match(r"[\s\"=:]*", match.group(longest)) if longest == 0 else None
            tail = len(line.text[start:end].rstrip('" \t'))
            yield start + (lead.end() if lead else 0), start + tail


def _candidate(plugin: Any, start: int, end: int, line: Line, uri: str, kind: str) -> Candidate:
    before, after = line.text[max(0, start - NEAR) : start], line.text[end : end + NEAR]
    name = line.name or name_before(before)
    value = line.text[start:end]
    return Candidate(plugin.secret_type, value, name, before, after, uri, kind, line.path)


def _filtered(candidate: Candidate, plugin: Any) -> str:
    """detect-secrets' own filters that judge the value; those that obey the file are left out."""
    value = candidate.value
    if plugin.secret_type == KEYWORD and not any(c.isalnum() for c in value):
        return "is_not_alphanumeric_string"
    tests = [heuristic.is_potential_uuid, heuristic.is_templated_secret]
    if plugin.secret_type != KEYWORD or len(value) > ALPHABET:
        tests.append(heuristic.is_sequential_string)
    for test in tests:
        if test(value):
            return str(test.__name__)
    line = candidate.before + value
    is_id = plugin.secret_type in ENTROPY and heuristic.is_likely_id_string(value, line, plugin)
    return "is_likely_id_string" if is_id else ""


def _merged(found: list[_Found], lines: Lines) -> list[dict[str, Any]]:
    """One hit for each value and place: a known format before a name before randomness."""
    entries: list[_Entry] = []
    by_value: dict[str, _Entry] = {}
    taken: list[tuple[int, int, int]] = []
    for one in sorted(found, key=lambda f: (_rank(f.detector), f.start, f.end, f.detector)):
        at = bisect_right(taken, (one.start, sys.maxsize, 0))
        near = taken[max(at - 1, 0) : at + 1]
        over = next((n for start, end, n in near if one.start < end and start < one.end), None)
        entry = entries[over] if over is not None else by_value.get(one.value)
        if over is None:
            number = len(entries) if entry is None else entry.number
            taken.insert(at, (one.start, one.end, number))
            if entry is None:
                entry = by_value[one.value] = _Entry(one, number, [], [])
                entries.append(entry)
            else:
                entry.others.append(one)
        if entry is not None:
            entry.detectors.append(one.detector)
    entries.sort(key=lambda entry: (entry.first.start, entry.first.detector))
    return [_hit(e.first, e.detectors, e.others, lines) for e in entries]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One value: where it stands first, who found it, and where else it stands."""

    first: _Found
    number: int
    detectors: list[str]
    others: list[_Found]


def _hit(first: _Found, detectors: list[str], others: list[_Found], lines: Lines) -> dict[str, Any]:
    return {
        "detector": first.detector,
        "detectors": sorted(set(detectors)),
        "name": first.name,
        "length": len(first.value),
        "region": _region(first, lines),
        "others": [_region(other, lines) for other in others],
    }


def _region(found: _Found, lines: Lines) -> list[int]:
    region = lines.region(found.start, found.end)
    return [region.start_line, region.start_column, region.end_line, region.end_column]


def _rank(detector: str) -> int:
    return 2 if detector in ENTROPY else 1 if detector == KEYWORD else 0


# Lines ---------------------------------------------------------------------------------------

_UNQUOTED = re.compile(
    r"^(\s*(?:-\s+)?(?:(?:export|ENV|ARG|LABEL|Environment=)\s*)?[\"']?[A-Za-z_][\w.-]*[\"']?\s*[:=]\s*)"
    r"([^\s'\"#{\[&*!|>][^\s'\"#]*)((?:\s+#.*|\s*,)?\s*)$"
)
_ANNOTATED = re.compile(
    r"^(\s*(?:(?:const|let|var|private|public|readonly|static)\s+)*[A-Za-z_][\w.]*)"
    r"(\??\s*:\s*[A-Za-z_][\w.\[\], |]{0,80}?)(\s*=\s*[\"'].*)$"
)
_QUOTED_PAIR = re.compile(r"^(\s*-\s+)([\"'])([A-Za-z_][\w.-]*=)([^'\"\s]+)\2(\s*)$")


def lines_of(text: str, uri: str, kind: str) -> list[Line]:
    """The lines for the plugins: strings of JSON, else lines of the file."""
    if kind in ("flow", "notebook") or uri.lower().endswith(".json"):
        try:
            strings = list(_json_lines(json_.read(text)))
            return strings + list(_plain_lines(text, False, is_raw=True))
        except ReadError:
            pass  # not JSON after all: read as plain lines, nothing is left out
    return list(_plain_lines(text, pseudo_name(uri, kind).endswith((".ini", ".yaml"))))


def _plain_lines(text: str, is_config: bool, *, is_raw: bool = False) -> Iterator[Line]:
    at = 0
    for physical in re.split(r"(?<=\n)", text):
        line = physical.rstrip()
        if is_config and (pair := _QUOTED_PAIR.match(line)):
            lead, quote, key, value, tail = pair.groups()
            yield Line(f"{lead}{key}{quote}{value}{quote}{tail}", at)
        elif is_config and (bare := _UNQUOTED.match(line)):
            head, value, tail = bare.groups()
            yield Line(f'{head}"{value}"{tail}', at, quoted_at=len(head))
        elif not is_config and (typed := _ANNOTATED.match(line)):
            # detect-secrets does not know `password: str = "..."`; blanks keep the columns.
            head, annotation, value = typed.groups()
            yield Line(f"{head}{' ' * len(annotation)}{value}", at, is_raw=is_raw)
        else:
            yield Line(line, at, is_raw=is_raw)
        at += len(physical)


def _json_lines(root: Node) -> Iterator[Line]:
    """Every string of a document, line by line, behind the name that it has there."""
    stack: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node.value, str):
            yield from _string_lines(node, path)
        children = [(child, (*path, key)) for key, child in node.mapping.items()]
        children += [(child, (*path, str(n))) for n, child in enumerate(node.items)]
        stack.extend(reversed(children))


def _string_lines(node: Node, path: tuple[str, ...]) -> Iterator[Line]:
    name = _json_name(path)
    pieces = node.text.split("\n")
    if len(pieces) == 1 and not (path and path[-1].isdigit()):
        prefix = f'"{name}": "'
        yield Line(f'{prefix}{node.text}"', 0, None, node, 0, len(prefix), path, name)
        return
    index = 0
    for piece in pieces:
        yield Line(piece.rstrip(), 0, None, node, index, 0, path)
        index += len(piece) + 1


def _json_name(path: tuple[str, ...]) -> str:
    """The key; for Langflow's `{field: {"value": ...}}` the field."""
    keys = [key for key in path if not key.isdigit()]
    if len(keys) > 1 and keys[-1] in ("value", "default", "default_value"):
        return keys[-2]
    return keys[-1] if keys else ""


def _is_code(path: tuple[str, ...]) -> bool:
    return any(key in ("code", "function_code", "python_code", "tool_code") for key in path[-2:])


def pseudo_name(uri: str, kind: str) -> str:
    """A file name whose suffix tells detect-secrets how values are written in such a file."""
    suffix = PurePosixPath(uri).suffix.lower()
    if kind == "compose" or suffix in (".yaml", ".yml"):
        return "file.yaml"
    if kind in CONFIG_KINDS or suffix in CONFIG_SUFFIXES:
        return "file.ini"
    return f"file{suffix}" if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else "file"


_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:getenv|environ\.get|\bget|\benv)\(\s*[\"'](\w+)[\"']\s*,\s*[\"']?[^\"']*$",
        r"([A-Za-z_][\w-]*)\s*:\s*[\w\[\], |.]+=\s*[rbfuRBFU]{0,2}[\"'`]?[^\"'`]*$",
        r"([A-Za-z_][\w.-]*)[\"'\]\)]*\s*(?::=|=>|={1,3}|!==?|:)\s*[rbfuRBFU@]{0,2}[\"'`]?[^\"'`=]*$",
        r"([A-Za-z_][\w-]*)\(\s*[rbfuRBFU]{0,2}[\"'`]?$",
    )
)


def name_before(before: str) -> str:
    """The variable or key that a value is given to, from the text before it."""
    near = before[-200:]
    matches = (pattern.search(near) for pattern in _NAMES)
    return next((m.group(1).rpartition(".")[2][:80] for m in matches if m), "")


# Where a plugin can find something ---------------------------------------------------------------


_GATES = {
    # The values of these have 44 and more characters of one run.
    "IBM Cloud IAM Key": (r"[\w\[\]^`\\-]{44}",),
    "IBM COS HMAC Credentials": (r"[\w\[\]^`\\-]{44}",),
    "SoftLayer Credentials": (r"[\w\[\]^`\\-]{44}",),
    "Artifactory Credentials": (r"AKC", r"AP[\dA-F]"),
}
"""Cheap searches of which one must match before a plugin's own patterns can."""


def probe(plugin: Any) -> Probe:
    """A necessary condition of a plugin as a search over the whole text; unknown: every line."""
    if isinstance(plugin, KeywordDetector):
        return Probe(plugin, _keyword_lines)
    if isinstance(plugin, HighEntropyStringsPlugin):
        # n different characters carry at most log2(n) bits each: shorter ones cannot pass.
        least = int(2**plugin.entropy_limit) + 1
        quoted = re.compile(rf"(['\"])[{re.escape(plugin.charset)}]{{{least},}}\1")
        return Probe(plugin, lambda text, at: {at.of(m.start()) for m in quoted.finditer(text)})
    if isinstance(plugin, RegexBasedDetector) and _goes_by_patterns(type(plugin)):
        patterns = [re.compile(p.pattern, p.flags | re.MULTILINE) for p in plugin.denylist]
        gates = [re.compile(gate) for gate in _GATES.get(plugin.secret_type, ())]
        if isinstance(plugin, OwnDetector):
            gates = [re.compile(plugin.start)]
        return Probe(plugin, lambda text, at: _matching_lines(patterns, gates, text))
    return Probe(plugin, lambda text, at: range(at.count))


def _goes_by_patterns(plugin: type[RegexBasedDetector]) -> bool:
    """Whether it finds only what its patterns match; the JWT detector narrows that further."""
    if plugin.analyze_line is not BasePlugin.analyze_line:
        return False
    return plugin.analyze_string is RegexBasedDetector.analyze_string or plugin is JwtTokenDetector


def _matching_lines(
    patterns: list[re.Pattern[str]], gates: list[re.Pattern[str]], text: str
) -> Iterator[int]:
    """Line by line, if any of the patterns is in the text at all: known formats are rare."""
    if gates and not any(gate.search(text) for gate in gates):
        return
    if not any(pattern.search(text) for pattern in patterns):
        return
    for number, line in enumerate(text.split("\n")):
        if any(pattern.search(line) for pattern in patterns):
            yield number


_KEYWORDS = re.compile("|".join(DENYLIST), re.IGNORECASE)
_KEYWORDS_PLAIN = tuple(
    sorted({w for word in DENYLIST for w in (word.replace("?", ""), word.replace("_?", ""))})
)


def _keyword_lines(text: str, at: _Numbers) -> set[int]:
    """The lines with a keyword. ASCII text is searched word by word, which is much faster."""
    if not text.isascii():
        return {at.of(found.start()) for found in _KEYWORDS.finditer(text)}
    lower, found = text.lower(), set[int]()
    for word in _KEYWORDS_PLAIN:
        offset = lower.find(word)
        while offset >= 0:
            found.add(at.of(offset))
            offset = lower.find(word, offset + 1)
    return found


if __name__ == "__main__":
    main()
