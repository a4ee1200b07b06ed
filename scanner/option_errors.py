"""What is wrong with an option or a key, in words for its author: where, what, and what is allowed.

The validator names a path and a type. Here that becomes a sentence, with the allowed words read
from the very type that refused the value, and with the nearest of them.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from msgspec import inspect

_PATH = re.compile(r"(?P<what>.*?)(?: - at `(?P<in_key>key in )?\$(?P<path>.*)`)?", re.DOTALL)
_PART = re.compile(r"\.(?P<key>[\w-]+)|\[(?P<index>\d+|\.\.\.)\]")
_BOUND = re.compile(r"Expected `\w+` (?P<sign>>=|<=) (?P<bound>\d+)")
_LENGTH = re.compile(r"Expected `\w+` of length >= (?P<least>\d+)")
_TYPES = re.compile(r"Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>[^`]+)`)?")
_WORDS = {
    "str": "a text",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys with values",
    "float": "a number",
    "date": "a date (2027-06-30)",
}


@dataclass(frozen=True)
class Explained:
    """What is said of an error."""

    words: str
    hint: str
    keys: tuple[str, ...] = ()
    """The keys that lead to the place, outermost first."""


def explained(error: Exception, whole: type[msgspec.Struct]) -> Explained:
    """A validation error of `whole` in plain words."""
    match = _PATH.fullmatch(" ".join(str(error).split()))
    what, path = (match["what"], match["path"] or "") if match else (str(error), "")
    parts = [part["key"] or part["index"] for part in _PART.finditer(path)]
    place = _place(parts)
    about = f"{place}: " if place else ""
    here = _type_at(inspect.type_info(whole), parts)
    keys = tuple(part for part in parts if not part.isdigit() and part != "...")
    unknown = re.search(r"unknown field `([^`]+)`", what)
    if unknown:
        names = [one for kind in here for one in _keys(kind)]
        words = f"{about}there is no key {unknown[1]}{_near(unknown[1], names)}"
        return Explained(words, f"the keys are {_listed(names)}", (*keys, unknown[1]))
    missing = re.search(r"missing required field `([^`]+)`", what)
    if missing:
        return Explained(f"{about}{missing[1]} is missing", f"add {missing[1]}", keys)
    return _of_value(what, about, here, keys)


def _of_value(what: str, about: str, here: list[inspect.Type], keys: tuple[str, ...]) -> Explained:
    choices = [one for kind in here for one in _choices(kind)]
    invalid = re.search(r"Invalid enum value '?([^']*)'?", what)
    if invalid and choices:
        words = f"{about}{invalid[1]} is not known{_near(invalid[1], choices)}"
        return Explained(words, f"it can be {_listed(choices, 'or')}", keys)
    bound, length = _BOUND.search(what), _LENGTH.search(what)
    if bound:
        side = "at least" if bound["sign"] == ">=" else "at most"
        return Explained(f"{about}has to be {side} {bound['bound']}", "give another number", keys)
    if length:
        least = length["least"]
        words = f"{about}has to have at least {least} characters"
        return Explained(words, "say more", keys)
    form = re.search(r"matching regex ['\"](.+)['\"]$", what)
    if form:
        words = f"{about}has a form that is not allowed"
        return Explained(words, f"it has to match {form[1]}", keys)
    types = _TYPES.search(what)
    if types:
        wanted = [_WORDS.get(one, one) for one in types["wanted"].split(" | ") if one != "null"]
        got = _WORDS.get(types["got"] or "", types["got"] or "")
        words = f"{about}has to be {' or '.join(wanted)}" + (f", and is {got}" if got else "")
        hint = f"it can be {_listed(choices, 'or')}" if choices else f"write {' or '.join(wanted)}"
        return Explained(words, hint, keys)
    return Explained(f"{about}{what}", "see `langflow-scan scan --help`", keys)


def _place(parts: Iterable[str]) -> str:
    """`ignore, entry 1, reason` for `.ignore[0].reason`."""
    return ", ".join(
        f"entry {int(part) + 1}" if part.isdigit() else part for part in parts if part != "..."
    )


def _type_at(kind: inspect.Type, parts: list[str]) -> list[inspect.Type]:
    """The types that a value may have at a path; several where one of several is allowed."""
    if isinstance(kind, inspect.UnionType):
        return [one for each in kind.types for one in _type_at(each, parts)]
    if not parts:
        return [kind]
    first, rest = parts[0], parts[1:]
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            if field.encode_name == first:
                return _type_at(field.type, rest)
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        return _type_at(kind.item_type, rest)
    elif isinstance(kind, inspect.DictType):
        return [*_type_at(kind.value_type, rest), *_type_at(kind.key_type, rest)]
    return []


def _keys(kind: inspect.Type) -> Iterator[str]:
    if isinstance(kind, inspect.StructType):
        yield from (field.encode_name for field in kind.fields)


def _choices(kind: inspect.Type) -> Iterator[str]:
    if isinstance(kind, inspect.LiteralType):
        yield from map(str, kind.values)
    elif isinstance(kind, inspect.EnumType):
        yield from (str(one.value) for one in kind.cls)
    elif isinstance(kind, inspect.BoolType):
        yield from ("true", "false")
    elif isinstance(kind, inspect.VarTupleType):
        yield from _choices(kind.item_type)


def _near(given: str, names: Iterable[str]) -> str:
    found = difflib.get_close_matches(given.lower(), list(names), n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""


def _listed(names: Iterable[str], last: str = "and") -> str:
    unique = list(dict.fromkeys(names))
    return f" {last} ".join(filter(None, [", ".join(unique[:-1]), unique[-1]])) if unique else ""
