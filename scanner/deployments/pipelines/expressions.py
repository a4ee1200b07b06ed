"""What GitHub writes into a step's commands before a shell or Node.js reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scanner.formats.positions import Node
from scanner.model.place import Location
from scanner.tree.source import Source

_EXPRESSION = re.compile(r"\$\{\{((?:[^{}]|\{\d{1,3}\}){1,500})\}\}")
_INDEX = re.compile(r"\s{0,4}\[\s{0,4}'([^']{0,100})'\s{0,4}\]")
_MAX = 200
"""Expressions of one step that are looked at."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One `${{ ... }}` in commands."""

    text: str
    """With dots in place of `['name']`, and in lower case."""
    is_script: bool
    """Whether JavaScript reads it, and not a shell."""
    location: Location


def expressions(source: Source, step: Node) -> Iterator[Expression]:
    """Those in `run`, and in the script of an action that executes one."""
    given = step.get("with")
    uses = step.get("uses")
    script = given.get("script") if given is not None else None
    is_script = uses is not None and uses.text.startswith("actions/github-script@")
    for node in (step.get("run"), script):
        if node is None:
            continue
        found = _EXPRESSION.finditer(source.text, node.start, node.end)
        for match in islice(found, _MAX):
            text = _INDEX.sub(r".\1", match[1]).strip().lower()
            yield Expression(text, is_script, source.at(*match.span(), "run"))
