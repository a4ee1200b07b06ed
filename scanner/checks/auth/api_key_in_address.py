"""LF-AUTH-018 api-key-in-address."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.model.place import Location
from scanner.tree.guards import is_documentation, is_template
from scanner.tree.source import FileKind

_KEY_IN_ADDRESS = re.compile(
    r"[?&]x-api-key=(?P<value>\$\{\{[^}]*\}\}|[^\s\"'`&<>)]*)", re.IGNORECASE
)


_OF_LANGFLOW = re.compile(
    r"/api/v\d/(?:run|webhook|build|build_public_tmp|flows|projects|files|monitor|mcp|variables)\b"
    r"|:7860\b|langflow",
    re.IGNORECASE,
)


_TEXTS = (".json", ".http", ".rest", ".yml", ".yaml", ".toml")


_COMMENT = re.compile(r"^\s*(#|//)")


_IN_ADDRESSES = (
    FileKind.SHELL,
    FileKind.MAKEFILE,
    FileKind.WORKFLOW,
    FileKind.MARKDOWN,
    FileKind.TEXT,
)


@check("LF-AUTH-018")
def api_key_in_address(facts: Facts) -> Iterator[Match]:
    """`?x-api-key=` in an address of Langflow: a literal, a variable, or advice to do so."""
    is_ours = uses_langflow(facts)
    for source in facts.tree.of(*_IN_ADDRESSES):
        if b"x-api-key=" not in source.data.lower():
            continue
        if source.kind is FileKind.TEXT and not source.name.lower().endswith(_TEXTS):
            continue
        if not (is_ours or b"langflow" in source.data.lower()):
            continue  # others call their header and parameter so too
        for match in _KEY_IN_ADDRESS.finditer(source.text):
            place = source.at(match.start(), match.end(), "x-api-key")
            line = source.lines.line(place.region.start_line)
            if _OF_LANGFLOW.search(line) and not _COMMENT.match(line):
                message = "the API key is part of the address: proxies, access logs and browser "
                message += "histories keep it"
                yield Match(message, place, _how(match["value"], place), fix="-H 'x-api-key: ...'")


def _how(value: str, place: Location) -> str:
    """A literal key, a variable, or an example."""
    if is_documentation(place) or is_template(place):
        return "example"
    stands_for_one = re.match(r"[${%<]|$", value) or values.is_placeholder(value)
    return "variable" if stands_for_one else ""
