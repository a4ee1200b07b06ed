"""Every regular expression of ours, and texts that make one slow if it can be made slow.

An attack is made from the pattern's own structure: for each repetition, what leads to it, then many
times what it repeats, then a character that fits nothing. Of two repetitions one after another that
take the same characters, one attack serves both.
"""

import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import scanner

sre: Any = importlib.import_module("re._constants")
_parser: Any = importlib.import_module("re._parser")

TINY, SHORT, LONG = 300, 2_500, 10_000
"""Characters of three attacks on one pattern; four times the text may take four times as long."""
MOST = 9.0
"""How many times as long the longer one may take: between linear (4) and quadratic (16)."""
SLOW = 0.002
"""Seconds of the shorter one under which nothing is slow: quadratic work takes ten times that."""
LIMIT = 2.0
"""Seconds after which an attempt is ended: it is slow, whatever it grows like."""
MAX_ATTACKS = 24

Text = str | bytes


@dataclass(frozen=True)
class Written:
    """A pattern and where it is compiled."""

    pattern: Text
    flags: int
    place: str
    methods: frozenset[str] = frozenset({"search"})
    """What is asked of it: `match`, `fullmatch`, `search`, ..."""


def of_scanner() -> tuple[Written, ...]:
    """All patterns that the modules of `scanner` compile when they are imported, and those that
    they hold in data of theirs."""
    found: dict[tuple[Text, int], str] = {}
    for module in pkgutil.walk_packages(scanner.__path__, "scanner."):
        if module.name.rpartition(".")[2] in {"__main__", "launcher"} or "worker" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in _inside(value, 0):
                found.setdefault((pattern.pattern, pattern.flags), f"{module.name}.{name}")
    return tuple(Written(p, f, place, _methods(place)) for (p, f), place in found.items())


def _methods(place: str) -> frozenset[str]:
    """What is asked of a pattern: in its own module, of a public one anywhere."""
    module, _, name = place.rpartition(".")
    asked = _asked()
    own = asked.get((module, name), frozenset())
    if not name.startswith("_"):
        own = own.union(*(methods for (_, other), methods in asked.items() if other == name))
    return own or frozenset({"search"})


@cache
def _asked() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    root = Path(scanner.__file__).parent
    for path in root.rglob("*.py"):
        parts = path.relative_to(root.parent).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_asked = isinstance(node, ast.Attribute) and node.attr in _METHODS
            if is_asked and isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.setdefault((".".join(parts), node.value.id), set()).add(node.attr)
    return {name: frozenset(methods) for name, methods in found.items()}


_METHODS = frozenset({"match", "fullmatch", "search", "finditer", "findall", "sub", "split"})


def _inside(value: object, depth: int) -> Iterator["re.Pattern[str] | re.Pattern[bytes]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 3:
        return
    elif isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _inside(one, depth + 1)
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _inside(one, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _inside(getattr(value, field.name, None), depth + 1)


def attacks(written: Written, size: int) -> Iterator[Text]:
    """Texts of about `size` characters."""
    seen: set[str] = set()
    tree = _parser.parse(written.pattern, written.flags & ~re.DEBUG)
    for lead, body in _repeats(tree, ""):
        for pump in {body, body[:1]} - {""}:
            for head in (lead, "\n" + lead, ""):
                for tail in ("\x00", "\n\x00", ""):
                    text = head + pump * (size // len(pump)) + tail
                    key = head[-20:] + "|" + pump + "|" + tail
                    if key not in seen and len(seen) < MAX_ATTACKS:
                        seen.add(key)
                        yield (
                            text.encode("latin-1", "replace")
                            if isinstance(written.pattern, bytes)
                            else text
                        )
        # What leads to a repetition, many times, may be the start of many attempts.
        whole = lead + body
        if 1 < len(whole) < 200 and whole not in seen and len(seen) < MAX_ATTACKS:
            seen.add(whole)
            text = whole * (size // len(whole)) + "\x00"
            yield text.encode("latin-1", "replace") if isinstance(written.pattern, bytes) else text


def repeats_a_group_possessively(written: Written) -> bool:
    """Whether a possessive repetition (`++`, `*+`, `?+`) is of more than one character."""
    return _is_in_group(_parser.parse(written.pattern, written.flags & ~re.DEBUG))


def _is_in_group(tree: Any) -> bool:
    if isinstance(tree, _parser.SubPattern):
        return any(_is_of_group(op, argument) or _is_in_group(argument) for op, argument in tree)
    return isinstance(tree, tuple | list) and any(_is_in_group(one) for one in tree)


def _is_of_group(op: Any, argument: Any) -> bool:
    if op is not sre.POSSESSIVE_REPEAT:
        return False
    body = argument[2]
    return len(body) != 1 or body[0][0] not in {sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY}


def _repeats(tree: Any, lead: str) -> Iterator[tuple[str, str]]:
    """Each repetition without a small bound: a text that leads to it, and one that it takes."""
    for op, argument in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, inner = argument
            if high is sre.MAXREPEAT or high > 500:
                yield lead, _sample(inner)
                for other in _others(inner):
                    yield lead, other
            yield from _repeats(inner, lead)
            lead += _sample(inner) * min(low, 50)
        elif op is sre.SUBPATTERN:
            yield from _repeats(argument[3], lead)
            lead += _sample(argument[3])
        elif op is sre.ATOMIC_GROUP:
            yield from _repeats(argument, lead)
            lead += _sample(argument)
        elif op is sre.BRANCH:
            for one in argument[1]:
                yield from _repeats(one, lead)
            lead += _sample(argument[1][0])
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeats(argument[1], lead)
        else:
            lead += _one(op, argument)


def _others(tree: Any) -> Iterator[str]:
    """Further texts that a repeated part takes: one character of each of its alternatives."""
    items = list(tree)
    if len(items) == 1 and items[0][0] is sre.IN:
        for character in " \t\n-a0_.=[\"'":
            if _holds(items[0][1], ord(character)):
                yield character
    if len(items) == 1 and items[0][0] in (sre.ANY,):
        yield from " a["
    if len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        yield from _others(items[0][1][3])
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        for one in items[0][1][1]:
            yield _sample(one)


def _sample(tree: Any) -> str:
    """A text that a part of a pattern takes."""
    text = ""
    for op, argument in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _sample(argument[2]) * min(argument[0], 50)
        elif op is sre.SUBPATTERN:
            text += _sample(argument[3])
        elif op is sre.ATOMIC_GROUP:
            text += _sample(argument)
        elif op is sre.BRANCH:
            text += _sample(argument[1][0])
        else:
            text += _one(op, argument)
    return text


def _one(op: Any, argument: Any) -> str:
    if op is sre.LITERAL:
        return chr(argument)
    if op is sre.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if op is sre.ANY:
        return "a"
    if op is sre.IN:
        good = (c for c in "aA0 -_.:/=\t\n\"'[({<$#@%" if _holds(argument, ord(c)))
        return next(good, "a")
    return ""


_CATEGORIES: dict[object, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    sre.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
    sre.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    sre.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}


def _holds(members: Any, code: int) -> bool:
    negate, found = False, False
    for op, argument in members:
        if op is sre.NEGATE:
            negate = True
        elif op is sre.LITERAL:
            found |= argument == code
        elif op is sre.RANGE:
            found |= argument[0] <= code <= argument[1]
        elif op is sre.CATEGORY:
            found |= _CATEGORIES[argument](chr(code))
    return found != negate


def seconds(pattern: Any, text: Text, *, methods: frozenset[str]) -> float:
    """How long all matches of a pattern in a text take; `LIMIT` at most."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        if "match" in methods:
            pattern.match(text)
        if "fullmatch" in methods:
            pattern.fullmatch(text)
        if methods - {"match", "fullmatch"}:
            for _ in pattern.finditer(text):
                pass
    except TimeoutError:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - started


def _ring(number: int, frame: object) -> None:
    raise TimeoutError


def growth(written: Written) -> float:
    """How many times as long the longer of two attacks takes, for the first that is too slow."""
    signal.signal(signal.SIGALRM, _ring)
    pattern = re.compile(written.pattern, written.flags)
    sizes = (attacks(written, size) for size in (TINY, SHORT, LONG))
    for texts in zip(*sizes, strict=True):
        tiny, first, second = _times(pattern, texts, methods=written.methods)
        if tiny > 2 * SLOW:
            return MOST * 10  # cubic or worse, which no longer text needs to show
        if first > SLOW and second / first > MOST:
            again = _times(pattern, texts, methods=written.methods)
            if again[2] / max(again[1], SLOW) > MOST:
                return second / first
    return 0.0


def _times(
    pattern: Any, texts: tuple[Text, ...], *, methods: frozenset[str]
) -> tuple[float, float, float]:
    """Of each text, as far as the one before does not say all."""
    tiny = seconds(pattern, texts[0], methods=methods)
    if tiny > 2 * SLOW:
        return tiny, 0.0, 0.0
    first = seconds(pattern, texts[1], methods=methods)
    if first <= SLOW:
        return tiny, first, 0.0
    return tiny, first, seconds(pattern, texts[2], methods=methods)


if __name__ == "__main__":
    for each in of_scanner():
        if (ratio := growth(each)) > MOST:
            sys.stdout.write(f"{ratio:6.1f} {sorted(each.methods)} {each.place} {each.pattern!r}\n")
            sys.stdout.flush()
