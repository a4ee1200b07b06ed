"""No rule of semgrep asks something of a metavariable that an alternative does not bind.

Semgrep then drops the alternative without a word: six clients of one rule were never looked at.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

RULES = sorted(Path("rulesets/semgrep").glob("*.yaml"))
_POSITIVE = ("pattern", "pattern-inside")
_VARIABLE = re.compile(r"\$(?:\.\.\.)?[A-Z][A-Z0-9_]*")


def bound(node: Any) -> list[frozenset[str]]:
    """The metavariables that each alternative of a pattern binds."""
    if "pattern-either" in node:
        return [one for each in node["pattern-either"] for one in bound(each)]
    if "patterns" in node:
        parts = [bound(each) for each in node["patterns"]]
        return [frozenset().union(*each) for each in product(*(p for p in parts if p))]
    texts = [node[key] for key in _POSITIVE if key in node]
    return [frozenset(_VARIABLE.findall(text)) for text in texts]


def unbound(node: Any) -> Iterator[str]:
    """The metavariables that a condition names and an alternative beside it does not bind."""
    if isinstance(node, list):
        for each in node:
            yield from unbound(each)
        return
    if not isinstance(node, dict):
        return
    for value in node.values():
        yield from unbound(value)
    if "patterns" in node:
        for each in node["patterns"]:
            for key in ("metavariable-regex", "metavariable-pattern", "metavariable-comparison"):
                name = each.get(key, {}).get("metavariable")
                if name and any(name not in names for names in bound(node)):
                    yield name
            focus = each.get("focus-metavariable")
            if focus and any(focus not in names for names in bound(node)):
                yield focus


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_alternative_binds_what_is_asked_of_it(path: Path) -> None:
    (rule,) = yaml.safe_load(path.read_text("utf-8"))["rules"]
    assert sorted(set(unbound({**rule, "message": "", "metadata": {}}))) == []
