"""The lines around a finding, as reports show them: cut to a width, and without secrets.

What a secrets engine reported is taken out by its place, whoever shows the line; and whatever else
may be a secret by its name or its looks, also where nobody reported it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from scanner import values
from scanner.findings.ranking import ranked
from scanner.model.finding import Excerpt, Finding
from scanner.model.place import Location, Region
from scanner.model.rule import Kind
from scanner.secrets.hidden import HIDDEN, without_secrets
from scanner.secrets.names import names_secret
from scanner.tree.source import Source, Tree

MOST = 1000
"""Findings that get one, the most urgent first."""
CONTEXT = 2
"""Lines before and behind."""
MOST_LINES = 6
"""Of the place itself."""
MAX_WIDTH = 160
_LEAD = 40
"""Characters that are shown before a place far to the right."""
_LONGEST = 4_000
"""Characters on each side of a place that are looked at for secrets."""
_ENDLESS = 2**40

_CODE = frozenset(
    {".py", ".ipynb", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue", ".svelte"}
)
"""Files in which a secret is a literal; anywhere else it may stand without quotes."""
_NAMED = re.compile(
    r"(?<![\w.${-])-{0,2}+(?P<name>[A-Za-z_][A-Za-z0-9_.-]*+)"
    r"(?:[\"']?[ \t]*+[:=][ \t]*+|[ \t]++)"
)
_GIVEN = re.compile(r"\s*+[\w.-]++[\"']?[ \t]*+[:=][ \t]*+")
_SIBLING = re.compile(
    r"\s*+(?:- )?[\"']?(?:value|val|default|stringValue)[\"']?[ \t]*+[:=]", re.IGNORECASE
)
"""What holds a value whose name stands in a line next to it."""
_MIXED = re.compile(r"(?=[a-zA-Z]{0,200}\d)(?=[a-z\d]{0,200}[A-Z])[A-Za-z\d]{16,}+")
"""Letters of both cases and digits: hardly a word, and more is hidden here than is reported."""
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*+")

_Regions = Mapping[str, list[Region]]


def attached(findings: Iterable[Finding], tree: Tree) -> tuple[Finding, ...]:
    """The findings in their order, the most urgent ones with the lines around them."""
    listed = tuple(findings)
    secrets: dict[str, list[Region]] = {}
    for finding in listed:
        if finding.rule.kind is Kind.SECRETS:
            for place in (finding.location, *finding.related):
                secrets.setdefault(place.uri, []).append(place.region)
    chosen = {id(finding) for finding in ranked(listed)[:MOST]}
    return tuple(
        replace(finding, excerpt=_excerpt(finding.location, tree, secrets))
        if id(finding) in chosen
        else finding
        for finding in listed
    )


def _excerpt(location: Location, tree: Tree, secrets: _Regions) -> Excerpt | None:
    """None where the place is in no text, such as in an archive or a database."""
    source = tree.get(location.uri)
    if source is None or b"\0" in source.data[:1024]:
        return None
    region = location.region
    last = min(region.end_line, region.start_line + MOST_LINES - 1)
    first = max(1, region.start_line - CONTEXT)
    shown = [*_lines(source, first, last + CONTEXT, region, secrets.get(location.uri, []))]
    while shown and not shown[-1]:
        shown.pop()
    return Excerpt(first, region.start_line, last, tuple(shown)) if shown else None


def _lines(
    source: Source, first: int, last: int, region: Region, secrets: list[Region]
) -> Iterator[str]:
    """Those of the file from `first` to `last`, or to its end."""
    for number in range(first, min(last, source.lines.count) + 1):
        column = region.start_column - 1 if number == region.start_line else 0
        # A flow may be one line of megabytes: only what lies around the place is looked at.
        left = max(0, column - _LONGEST)
        begin, end = source.lines.offset(number, left + 1), source.lines.offset(number, _ENDLESS)
        text = source.text[begin : min(end, begin + 2 * _LONGEST)].rstrip("\r\n")
        for secret in secrets:
            text = _without(text, number, secret, left)
        lead = max(0, column - left - _LEAD) if left + len(text) > MAX_WIDTH else 0
        yield _cut(hidden(_without_sibling(text, source, number), source.uri), lead)


def _without(text: str, number: int, secret: Region, left: int) -> str:
    """A line without the part of it that was reported as a secret; `left` is what it lacks."""
    if not secret.start_line <= number <= secret.end_line:
        return text
    begin = max(0, secret.start_column - 1 - left) if number == secret.start_line else 0
    end = max(0, secret.end_column - 1 - left) if number == secret.end_line else len(text)
    if begin == 0 and number == secret.start_line:  # the name of what is given here may stay
        named = _GIVEN.match(text)
        begin = min(named.end(), end) if named else 0
    return text[:begin] + "*" * (min(end, len(text)) - begin) + text[end:]


def _without_sibling(text: str, source: Source, number: int) -> str:
    """A line without the value of a name that means a secret and stands one line up or down."""
    given = _SIBLING.match(text)
    if given is None:
        return text
    around = (
        f"{source.lines.line(number - 1)[:_LONGEST]} {source.lines.line(number + 1)[:_LONGEST]}"
    )
    named = any(names_secret(word) for word in _WORD.findall(around))
    return f"{given.group()} {HIDDEN}" if named else text


def hidden(text: str, uri: str) -> str:
    """A line of a file without what may be a secret, by its name or its looks."""
    if PurePosixPath(uri.partition("!/")[0]).suffix.lower() not in _CODE:
        for named in _NAMED.finditer(text):
            value = text[named.end() :].strip()
            if names_secret(named["name"]) and value and not values.is_reference(value):
                text = text[: named.end()]
                return _MIXED.sub(HIDDEN, without_secrets(text)) + HIDDEN
    return _MIXED.sub(HIDDEN, without_secrets(text))


def _cut(text: str, begin: int) -> str:
    """What fits into the width, with a mark where something is left out."""
    text = text.rstrip().replace("\t", "    ")
    shown = text[begin : begin + MAX_WIDTH]
    return f"{'…' if begin and shown else ''}{shown}{'…' if len(text) > begin + MAX_WIDTH else ''}"
