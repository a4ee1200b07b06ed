"""Conditions of workflows that let only some senders pass."""

import re
from collections.abc import Iterator

_SENDER = (
    r"(?:github\.(?:triggering_)?actor(?:_id)?|[\w.*]*\.(?:user|sender|owner|author|creator)\.(?:login|id|type)"
    r"|[\w.*]*author_association|[\w.*]*head\.repo\.(?:full_name|owner\.login|id)"
    r"|[\w.*]*head_repository\.(?:full_name|owner\.login|id))"
)
_LITERAL = (
    r"(?:'[^']*'|\d+|github\.repository(?:_owner|_id)?|github\.event\.repository\.[\w.]+"
    r"|[\w.]*base\.repo\.(?:full_name|id|owner\.login)|vars\.\w+)"
)
_IS_ONE = re.compile(
    rf"{_SENDER}\s*==\s*{_LITERAL}|{_LITERAL}\s*==\s*{_SENDER}"
    rf"|contains\(\s*(?:fromjson\(\s*)?'[^']*'\s*\)?\s*,\s*{_SENDER}\s*\)"
    rf"|contains\(\s*{_SENDER}\s*,\s*'[^']+'\s*\)"
    rf"|startswith\(\s*{_SENDER}\s*,\s*'[^']+'\s*\)"
    r"|[\w.*]*head\.repo\.fork\s*==\s*'?false'?|[\w.*]*head\.repo\.fork\s*!=\s*true"
    r"|!\s*\(?\s*[\w.*]*head\.repo\.fork\s*\)?",
    re.IGNORECASE,
)
"""A comparison that only members of the repository, or a bot, pass; `!=` keeps one sender out."""
_MARKS = re.compile(r"\$\{\{|\}\}")
MAX_LENGTH = 5_000
"""Characters of a condition that people write."""


def lets_only_some_pass(condition: str) -> bool:
    """Whether every way through a condition compares the sender with somebody who is known."""
    text = _MARKS.sub(" ", condition).strip()
    if len(text) > MAX_LENGTH:
        return False
    return _guards(text, depth=0)


def _guards(text: str, *, depth: int) -> bool:
    text = _without_parentheses(text.strip())
    for sign, enough in (("||", all), ("&&", any)):
        parts = tuple(_split(text, sign))
        if len(parts) > 1:
            return depth < 20 and enough(_guards(part, depth=depth + 1) for part in parts)
    return _IS_ONE.fullmatch(text.strip()) is not None


def _without_parentheses(text: str) -> str:
    """The text without parentheses around all of it."""
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    depth = 0
    for at, _, depth in _depths(text):
        if depth == 0:
            return at
    return -1


def _split(text: str, sign: str) -> Iterator[str]:
    """The parts between a sign that stands in no parentheses and no quotes."""
    start = 0
    for at, _, depth in _depths(text):
        if depth == 0 and text.startswith(sign, at) and at >= start:
            yield text[start:at]
            start = at + len(sign)
    yield text[start:]


def _depths(text: str) -> Iterator[tuple[int, str, int]]:
    """Each character outside of quotes, with the number of parentheses around what follows it."""
    depth, quoted = 0, False
    for at, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif not quoted:
            depth += (character == "(") - (character == ")")
            yield at, character, depth
