"""Which of our semgrep rules can find anything in which file, told before semgrep starts.

A rule file may hold `pattern-regex: (?s)\\A...(?=.*?WORDS)...`: text without which its other
patterns match nothing. Semgrep would search each file anew for every rule; here it is done once,
and the answer is the name of the folder that a file is staged in, which the rules' `paths` select.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

Condition = tuple[tuple[re.Pattern[str], ...], ...]
"""Of each group one expression must be in the text; no group: every text will do."""

_NECESSARY = re.compile(r"\(\?s\)\\A\(\?:\(\?=\.\{50000\}\)\|\(\?=\.\*\?(.*)\)\)\.\*", re.DOTALL)
_CODES = "0123456789abcdefghijklmnopqrstuvwxyz"  # one case: some file systems know no other
MAX_CONDITIONS = 80
"""Three characters each in a folder's name, of which file systems take 255."""


class Targets:
    """The rules' configuration, with each conditional rule bound to the folders of its files."""

    def __init__(self, config: bytes) -> None:
        """`config` is the JSON document of all rules."""
        document: dict[str, Any] = msgspec.json.decode(config)
        self._conditions: dict[str, Condition] = {}
        self._languages: dict[str, frozenset[str]] = {}
        for rule in document.get("rules", ()):
            condition = _of_rule(rule)
            if condition and len(self._conditions) < MAX_CONDITIONS:
                code = _code(len(self._conditions))
                self._conditions[code] = condition
                self._languages[code] = frozenset(rule.get("languages", ()))
                rule["paths"] = {"include": [f"*_{code}_*"]}
                _strip(rule)
        self.config = msgspec.json.encode(document)

    def folder(self, text: str, language: str) -> str:
        """The folder for a file with this text; `_` where no conditional rule applies."""
        return "_" + "".join(f"{code}_" for code in self._met(text, language))

    def _met(self, text: str, language: str) -> list[str]:
        found: dict[re.Pattern[str], bool] = {}

        def holds(expression: re.Pattern[str]) -> bool:
            if expression not in found:
                found[expression] = expression.search(text) is not None
            return found[expression]

        return [
            code
            for code, groups in self._conditions.items()
            if language in self._languages[code]
            and all(any(holds(each) for each in group) for group in groups)
        ]


def _code(number: int) -> str:
    return _CODES[number // len(_CODES)] + _CODES[number % len(_CODES)]


def _of_rule(rule: Mapping[str, Any]) -> Condition:
    parts = (_of_any(rule.get(key) or ()) for key in ("pattern-sources", "pattern-sinks"))
    return (*_of_node(rule), *(group for part in parts for group in part))


def _of_node(node: object) -> Condition:
    """What one pattern needs: all that its parts need."""
    if not isinstance(node, Mapping):
        return ()
    groups: list[tuple[re.Pattern[str], ...]] = []
    if necessary := _necessary(node):
        groups.append((re.compile(necessary, re.DOTALL),))
    for part in node.get("patterns", ()):
        groups.extend(_of_node(part))
    groups.extend(_of_any(node.get("pattern-either", ())))
    return tuple(groups)


def _of_any(nodes: Iterable[object]) -> Condition:
    """What alternatives need: the first group of each, and nothing if one of them needs nothing."""
    needs = [_of_node(node) for node in nodes]
    if not needs or not all(needs):
        return ()
    return (tuple(each for need in needs for each in need[0]),)


def _necessary(node: Mapping[str, Any]) -> str:
    match = _NECESSARY.fullmatch(str(node.get("pattern-regex", "")))
    return match.group(1) if match else ""


def _strip(rule: dict[str, Any]) -> None:
    """Take out, in place, what the folder has answered: what the whole rule needs.

    What only one of several alternatives needs stays, because the folder answers for any of them.
    """
    _strip_parts(rule)
    for key in ("pattern-sources", "pattern-sinks"):
        _strip_only(rule.get(key) or ())


def _strip_parts(node: object) -> None:
    if not isinstance(node, dict):
        return
    parts = node.get("patterns")
    if parts:
        parts[:] = [one for one in parts if not (isinstance(one, Mapping) and _necessary(one))]
        for part in parts:
            _strip_parts(part)
    _strip_only(node.get("pattern-either") or ())


def _strip_only(alternatives: Sequence[object]) -> None:
    if len(alternatives) == 1:
        _strip_parts(alternatives[0])
