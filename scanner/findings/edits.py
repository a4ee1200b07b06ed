"""What to write instead of a finding's place, where that is right for everyone.

A fix is a line in words that people read. An edit is made of it only where the place holds the same
thing with another value (a setting, an image, a published port, a pin), so that nothing but the
value changes, and quotes, comments and indentation stay. References, addresses and digests that
only the owner knows are no edits. For programs `rulesets/knowledge/edits.yml` says what stands for
what.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

import msgspec

from scanner import rules
from scanner.model.finding import Edit, Finding
from scanner.model.place import Region
from scanner.model.rule import Kind
from scanner.tree.source import FileKind, Source, Tree

FILE = "knowledge/edits.yml"
MAX_PLACE = 2_000
"""Characters of a place that is edited."""

_VALUE = r"[A-Za-z0-9_./-]+"
_SETTING = re.compile(
    r"(?:export |-e |ENV |Environment=\"|\{ ?name ?[:=] ?\"?|\{key: )?"
    r"(?P<name>(?:LANGFLOW|LFX)_[A-Z0-9_]+)\"?(?: ?[=:] ?|, value ?[:=] ?)"
    rf"\"?(?P<value>{_VALUE})\"?\"?(?: ?\}})?"
)
"""A fix that sets a setting, in whatever syntax: the name and the value."""
_GIVEN = re.compile(
    r"(?P<lead>[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?[ \t]*(?::=|\?=|[:=])[ \t]*)"
    r"(?P<quote>[\"']?)(?P<value>[^\"'$\r\n]*)(?P=quote)"
)
_NEEDS_QUOTES = frozenset({FileKind.COMPOSE, FileKind.KUBERNETES, FileKind.HELM})
"""In whose environment an unquoted boolean or number is none of the strings that are asked for."""
_IMAGE = re.compile(r"(?P<quote>[\"']?)(?P<name>[\w./-]+):(?P<tag>[\w.-]+)(?P=quote)")
_QUOTED = re.compile(r"(?P<quote>[\"']?)(?P<text>[^\"']+)(?P=quote)")
_KEY = re.compile(r"(?P<key>[A-Za-z]\w*): (?P<value>[A-Za-z]\w*)")
_DIRECTIVE = re.compile(r"(?P<name>[a-z_]+) [\w. ]+;?")
_MODE = re.compile(r"(?P<lead>(?:sudo )?)chmod (?P<rest>(?:-R )?\S+ (?P<path>/\S+))")
_PIN = re.compile(r"(?P<lead>(?P<name>[\w.-]+)(?:\[[^\]]*\])?[ \t]*==[ \t]*)(?P<version>[\w.!+]+)")


class _Replacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands for what in a rule's statement: a regular expression and its replacement."""

    find: str
    write: str


@cache
def replacements() -> Mapping[str, tuple[_Replacement, ...]]:
    """Those of programs, by rule.

    Raises:
        RuleError: the file is missing or damaged.
    """
    return rules.read_yaml(FILE, dict[str, tuple[_Replacement, ...]])


def attached(findings: Iterable[Finding], tree: Tree) -> tuple[Finding, ...]:
    """The findings with their edits, where there are any."""
    return tuple(
        replace(finding, edit=edit) if (edit := _edit(finding, tree)) else finding
        for finding in findings
    )


def _edit(finding: Finding, tree: Tree) -> Edit | None:
    written = replacements().get(finding.rule.id, ())
    source = tree.get(finding.location.uri)
    if source is None or not (finding.fix or written) or source.kind is FileKind.FLOW:
        return None
    region = (finding.span if written else finding.location.region) or finding.location.region
    begin = source.lines.offset(region.start_line, region.start_column)
    end = source.lines.offset(region.end_line, region.end_column)
    place = source.text[begin:end]
    if not place or len(place) > MAX_PLACE:
        return None
    if written:
        return _of_program(place, written, source, begin)
    if "\n" in place:
        return None
    fix = finding.fix.strip()
    for make in _MAKERS if finding.rule.kind is not Kind.DEPENDENCIES else (_image, _pin):
        made = make(place, fix, source, region)
        if made is not None and made != place:
            return Edit(region, made)
    return None


def _of_program(
    place: str, written: Iterable[_Replacement], source: Source, begin: int
) -> Edit | None:
    """The part of a statement that is replaced; none where it stands there twice."""
    for one in written:
        found = [*re.finditer(one.find, place)]
        if len(found) == 1:
            start, end = begin + found[0].start(), begin + found[0].end()
            return Edit(source.lines.region(start, end), found[0].expand(one.write))
    return None


def _setting(place: str, fix: str, source: Source, region: Region) -> str | None:
    wanted, given = _SETTING.fullmatch(fix), _GIVEN.fullmatch(place)
    if wanted is None or given is None or "example" in wanted["value"]:
        return None
    name = given["name"]
    is_value = name == "value" or name.lower() == wanted["name"].lower()
    # Helm's and Dockerfiles' own spellings: `WEBHOOK_AUTH_ENABLE` behind a prefix of the file.
    if not is_value and not wanted["name"].endswith(f"_{name}"):
        return None
    quote = given["quote"]
    if not quote and ":" in given["lead"] and source.kind in _NEEDS_QUOTES:
        quote = '"'
    return f"{given['lead']}{quote}{wanted['value']}{quote}"


def _image(place: str, fix: str, source: Source, region: Region) -> str | None:
    given, wanted = _IMAGE.fullmatch(place), _IMAGE.fullmatch(fix)
    if given is None or wanted is None or given["name"] != wanted["name"]:
        return None
    return f"{given['quote']}{given['name']}:{wanted['tag']}{given['quote']}"


def _port(place: str, fix: str, source: Source, region: Region) -> str | None:
    given, wanted = _QUOTED.fullmatch(place), _QUOTED.fullmatch(fix.removeprefix("-p "))
    if given is None or wanted is None or wanted["text"] != f"127.0.0.1:{given['text']}":
        return None
    return f"{given['quote']}{wanted['text']}{given['quote']}"


def _host(place: str, fix: str, source: Source, region: Region) -> str | None:
    is_host = place == "0.0.0.0" and fix.endswith(" 127.0.0.1")  # noqa: S104 - compared
    return "127.0.0.1" if is_host else None


def _read_only(place: str, fix: str, source: Source, region: Region) -> str | None:
    return fix if fix == f"{place}:ro" else None


def _key(place: str, fix: str, source: Source, region: Region) -> str | None:
    given, wanted = _KEY.fullmatch(place), _KEY.fullmatch(fix)
    return fix if given and wanted and given["key"] == wanted["key"] else None


def _directive(place: str, fix: str, source: Source, region: Region) -> str | None:
    given, wanted = _DIRECTIVE.fullmatch(place), _DIRECTIVE.fullmatch(fix)
    same = source.kind is FileKind.NGINX and given and wanted and given["name"] == wanted["name"]
    return fix.removesuffix(";") + (";" if place.endswith(";") else "") if same else None


def _mode(place: str, fix: str, source: Source, region: Region) -> str | None:
    given, wanted = _MODE.fullmatch(place), _MODE.fullmatch(fix)
    same = given and wanted and given["path"] == wanted["path"]
    return f"{given['lead']}{fix}" if given and same else None


def _pin(place: str, fix: str, source: Source, region: Region) -> str | None:
    """A pin of a file that people write; one with hashes is made anew by its tool."""
    given, wanted = _PIN.match(place), _PIN.fullmatch(fix)
    line = source.lines.line(region.start_line).rstrip()
    hashed = "--hash" in line or line.endswith("\\")
    if given is None or wanted is None or given["name"] != wanted["name"] or hashed:
        return None
    return f"{given['lead']}{wanted['version']}{place[given.end() :]}"


_MAKERS: tuple[Callable[[str, str, Source, Region], str | None], ...] = (
    _setting,
    _image,
    _port,
    _host,
    _read_only,
    _key,
    _directive,
    _mode,
    _pin,
)
