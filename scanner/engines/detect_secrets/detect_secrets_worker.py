"""Runs detect-secrets' plugins over texts that we hand it. JSON on stdin, JSON on stdout.

The only place that holds the values of secrets: what leaves it is where one stands, which detector
found it, how long it is, and what it is called. Started by path, `python -I`, in an empty folder.

All plugins run at their default limits, without verification (it would send the value away), and
without the filters that let a file name or a comment of the repository decide. detect-secrets'
own file transformers are not used: for YAML they leave out list items and comments, and they
expand aliases and INI interpolation without a bound. Lines are read as they are; unquoted values
of configuration files are put in quotes, and strings of JSON are read one by one, decoded.
A plugin sees only lines on which its own patterns can match: the rest is where its time goes.

stdin: `{"files": [{"uri", "kind", "text"}, ...], "formats": [{"name", "mark", "rest", "before",
"drawn"}, ...], "weak": [name of a format, ...], "key": hex, "off": [predicate, ...]}`
stdout: `{"files": [{"uri", "error": reason or null, "hits": [...], "dropped": [[predicate, line],
...]}, ...]}`
`key` is drawn anew for every scan: the same value gives the same `same` in two files of one scan,
and whoever sees that can try no value against it.
"""

import gc
import hashlib
import hmac
import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from scanner.formats.positions import Lines
from scanner.secrets.candidates import BASIC_AUTH, ENTROPY, KEYWORDS, PRIVATE_KEY, Candidate
from scanner.secrets.checksums import fits
from scanner.secrets.filters import dropped_by
from scanner.secrets.forms import is_wordy
from scanner.secrets.json_lines import is_code
from scanner.secrets.line import Line
from scanner.secrets.lines import lines_of, name_before, pseudo_name


@contextmanager
def without_requests() -> Iterator[None]:
    """What is imported meanwhile gets an empty `requests`, which takes half of the time to load.

    detect-secrets' plugins need it to verify a secret, which would send it away: none ever is.
    """
    empty: Any = ModuleType("requests")
    empty.Response = object  # named by an annotation
    there = sys.modules.setdefault("requests", empty)
    yield
    if there is empty:
        del sys.modules["requests"]  # whoever else asks gets the real one


with without_requests():
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.filters import heuristic
    from detect_secrets.plugins.base import RegexBasedDetector
    from detect_secrets.plugins.jwt import JwtTokenDetector
    from detect_secrets.plugins.keyword import DENYLIST
    from detect_secrets.settings import get_plugins, transient_settings
    from detect_secrets.util.code_snippet import get_code_snippet

    from scanner.secrets.detectors import OwnDetector, Probe, Text, probe
    from scanner.secrets.own_patterns import (
        CommandSecretDetector,
        NamedSecretDetector,
        OwnPatterns,
        UrlPasswordDetector,
    )


OFF = frozenset({"Public IP (ipv4)"})
"""An address is no secret; and the plugin's hits never pass detect-secrets' own filters."""


ALPHABET = 20
"""Characters from which a sequence is an alphabet, not a weak password such as `123456`."""
NEAR = 6000
"""Characters of a line that are looked at on each side of a value."""
GUESSES = ENTROPY | KEYWORDS


def main() -> None:
    """Scan what stdin says."""
    gc.disable()  # trees of millions of nodes and no cycles: collecting took a third of the time
    asked = json.load(sys.stdin)
    types: dict[str, Any] = get_mapping_from_secret_type_to_class()
    used = [{"name": t.__name__} for name, t in sorted(types.items()) if name not in OFF]
    with transient_settings({"plugins_used": used, "filters_used": []}):
        plugins = [*get_plugins(), *(OwnDetector(**one) for one in asked["formats"])]
        plugins += [NamedSecretDetector(), CommandSecretDetector(), UrlPasswordDetector()]
        probes = [probe(plugin) for plugin in plugins]
        weak, off = frozenset(asked["weak"]), frozenset(asked["off"])
        how = _How(probes, bytes.fromhex(asked["key"]), weak, off)
        json.dump({"files": [scan(one, how) for one in asked["files"]]}, sys.stdout)


@dataclass(frozen=True, slots=True)
class _How:
    """What is the same for all files."""

    probes: list[Probe]
    key: bytes
    weak: frozenset[str]
    """Formats that a name tells more surely than they do."""
    off: frozenset[str]
    """Predicates of `secret_filters` that are not asked."""


def scan(file: dict[str, str], how: _How) -> dict[str, Any]:
    """One file's hits, or the reason why it could not be scanned."""
    uri, kind, text = file["uri"], file["kind"], file["text"]
    dropped: list[tuple[str, int]] = []
    try:
        found = list(_candidates(text, uri, kind, how, dropped))
    except (RecursionError, MemoryError, ValueError, IndexError, KeyError, TypeError) as error:
        # Only the type: a message could hold text of the file.
        return {"uri": uri, "error": type(error).__name__, "hits": [], "dropped": []}
    hits = _merged(found, Lines(text), how)
    lines = Lines(text)
    reasons = {at: reason for reason, at in reversed(dropped)}  # of several detectors the first
    told = [(reason, lines.region(at, at).start_line) for at, reason in sorted(reasons.items())]
    return {"uri": uri, "error": None, "hits": hits, "dropped": told}


@dataclass(frozen=True, slots=True)
class _Found:
    detector: str
    value: str
    name: str
    start: int
    end: int


def _candidates(
    text: str, uri: str, kind: str, how: _How, dropped: list[tuple[str, int]]
) -> Iterator[_Found]:
    lines = lines_of(text, uri, kind)
    texts = [line.text for line in lines]
    alike: dict[str, list[int]] = {}  # a flow repeats the code of its components again and again
    for number, line_text in enumerate(texts):
        alike.setdefault(line_text, []).append(number)
    numbers, distinct = list(alike.values()), Text(list(alike))
    filename = pseudo_name(uri, kind)
    for one in how.probes:
        for number in sorted(n for each in set(one.lines(distinct)) for n in numbers[each]):
            line = lines[number]
            if line.is_raw and one.plugin.secret_type in GUESSES:
                continue
            name = "string.py" if line.path and is_code(line.path) else filename
            secrets = one.plugin.analyze_line(
                filename=name,
                line=line.text,
                line_number=number + 1,
                context=get_code_snippet(lines=texts, line_number=number + 1),
            )
            values = {str(secret.secret_value) for secret in secrets}
            for start, end, held in sorted(_spans(one.plugin, values, line)):
                candidate = _candidate(one.plugin, (start, end), held, line, uri, kind)
                if candidate.detector == PRIVATE_KEY:
                    more = "\n".join((candidate.after, *texts[number + 1 : number + 7]))
                    candidate = replace(candidate, after=more)
                reason = _filtered(candidate, one.plugin) or dropped_by(candidate, how.off)
                for each in (line, *line.again()):
                    place = each.span(text, start, end - start)
                    if reason:
                        dropped.append((reason, place[0]))
                    else:
                        yield _Found(candidate.detector, candidate.value, candidate.name, *place)


_JWT_SIGNATURE = re.compile(r"[A-Za-z0-9_=-]*")
"""The plugin's own pattern ends before it."""


def _spans(plugin: Any, values: set[str], line: Line) -> Iterator[tuple[int, int, str]]:
    """Where the values stand in a line, and under which name where the detector knows it.

    Some patterns capture only a part (`ghp` of a GitHub token) or what stands around
    (Artifactory): the whole match is the value then, without its delimiters.
    """
    if isinstance(plugin, OwnPatterns):
        for match in plugin.matches(line.text):
            yield *match.span("value"), match.groupdict().get("name") or ""
        return
    if not isinstance(plugin, RegexBasedDetector):
        for value in values:
            start = _beside_keyword(value, line)
            yield start, start + len(value), ""
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
            yield start + (lead.end() if lead else 0), start + tail, ""


def _beside_keyword(value: str, line: Line) -> int:
    """Where a value stands behind a keyword: in `app ALL=(ALL) NOPASSWD:ALL` the last one."""
    first = at = max(line.text.find(value, line.prefix), 0)
    for _ in range(MAX_TRIED):
        if _KEYWORD_BEFORE.search(line.text[max(0, at - 60) : at]):
            return at
        at = line.text.find(value, at + 1)
        if at < 0:
            break
    return first


MAX_TRIED = 20
"""Places of a value in a line that are looked at."""
_KEYWORD_BEFORE = re.compile(
    rf"(?:{'|'.join(DENYLIST)})\S{{0,50}}\s{{0,20}}\S{{0,4}}\s{{0,4}}\S?$", re.IGNORECASE
)


def _candidate(
    plugin: Any, span: tuple[int, int], held: str, line: Line, uri: str, kind: str
) -> Candidate:
    start, end = span
    before, after = line.text[max(0, start - NEAR) : start], line.text[end : end + NEAR]
    name = held.rpartition(".")[2][:80] or line.name or name_before(before)
    value = line.text[start:end]
    return Candidate(plugin.secret_type, value, name, before, after, uri, kind, line.path)


def _filtered(candidate: Candidate, plugin: Any) -> str:
    """detect-secrets' own filters that judge the value; those that obey the file are left out."""
    value = candidate.value
    if plugin.secret_type in KEYWORDS and not any(c.isalnum() for c in value):
        return "is_not_alphanumeric_string"
    tests = [heuristic.is_templated_secret]
    if not isinstance(plugin, OwnDetector) and plugin.secret_type not in KEYWORDS:
        tests.append(heuristic.is_potential_uuid)  # some keys are UUIDs: `is_uuid` goes by the name
    if plugin.secret_type not in KEYWORDS or len(value) > ALPHABET:
        tests.append(heuristic.is_sequential_string)
    for test in tests:
        if test(value):
            return str(test.__name__)
    line = candidate.before + value
    is_id = plugin.secret_type in ENTROPY and heuristic.is_likely_id_string(value, line, plugin)
    return "is_likely_id_string" if is_id else ""


def _merged(found: list[_Found], lines: Lines, how: _How) -> list[dict[str, Any]]:
    """One hit for each value and place: a sure format before a name, before a weak one."""
    entries: list[_Entry] = []
    by_value: dict[str, _Entry] = {}
    taken: list[tuple[int, int, int]] = []
    for one in sorted(
        found, key=lambda f: (_rank(f.detector, how.weak), f.start, -f.end, f.detector)
    ):
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
    return [_hit(entry, lines, how.key) for entry in entries]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One value: where it stands first, who found it, and where else it stands."""

    first: _Found
    number: int
    detectors: list[str]
    others: list[_Found]


def _hit(entry: _Entry, lines: Lines, key: bytes) -> dict[str, Any]:
    first = entry.first
    same = hmac.new(key, first.value.encode(errors="surrogatepass"), hashlib.sha256)
    return {
        "detector": first.detector,
        "detectors": sorted(set(entry.detectors)),
        "name": first.name,
        "length": len(first.value),
        "region": _region(first, lines),
        "others": [_region(other, lines) for other in entry.others],
        "checksum": fits(first.value),
        "weak": is_wordy(first.value),
        "same": same.hexdigest(),
    }


def _region(found: _Found, lines: Lines) -> list[int]:
    region = lines.region(found.start, found.end)
    return [region.start_line, region.start_column, region.end_line, region.end_column]


def _rank(detector: str, weak: frozenset[str]) -> int:
    if detector in ENTROPY:
        return 3
    return 2 if detector in weak else 1 if detector in KEYWORDS else 0


if __name__ == "__main__":
    main()
