"""What is known of a value on its way: where it came from, and what it cannot decide any more."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Sink(StrEnum):
    """What a value must not decide."""

    CODE = "code"
    SHELL = "shell"
    PROGRAM = "program"
    SQL = "sql"
    PATH = "path"
    URL = "url"
    UNPICKLE = "unpickle"
    HTML = "html"
    HOST = "host"
    """Not what decides a value, but what it is to reach it at all: this and the next two."""
    KEY = "key"
    STORE = "store"


class Origin(StrEnum):
    """Who decides a value."""

    COMPONENT = "component"
    REQUEST = "request"
    TOOL = "tool"
    MODEL = "model"
    UPLOAD = "upload"
    """A file that was sent: its name is the sender's choice, what is in it decides nothing here."""
    ANYONE = "anyone"
    """Whoever calls: no value, but the call itself."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One origin of a value."""

    origin: str
    """An `Origin`; while a function is read on its own, the name of an argument."""
    is_sql: bool = False
    """Part of a text that reads like SQL."""
    safe: frozenset[Sink] = frozenset()
    """What it was checked for, or cannot decide where it is: behind a host it chooses none."""
    is_name: bool = False
    """Whether it is only the name of the value: `file.name`."""
    is_returned: bool = False
    """Whether another function, in which the origin is, returned it."""


Marks = frozenset[Mark]
NONE: Marks = frozenset()


def argument(name: str) -> str:
    """The origin of an argument of the function that is being read."""
    return f"argument {name}"


def made_safe(marks: Marks, *sinks: Sink) -> Marks:
    """The marks of the value after a check against some dangers."""
    return frozenset(replace(mark, safe=mark.safe | {*sinks}) for mark in marks)


def in_sql(marks: Marks) -> Marks:
    """The marks of a statement that the value became part of."""
    return frozenset(replace(mark, is_sql=True) for mark in marks)


def named(marks: Marks) -> Marks:
    """The marks of `value.name`: harmless of a path, the sender's choice of an upload."""
    return frozenset(map(_name_of, marks))


def _name_of(mark: Mark) -> Mark:
    if mark.origin == Origin.UPLOAD:
        return Mark(Origin.REQUEST, mark.is_sql, mark.safe - {Sink.PATH})
    return replace(mark, safe=mark.safe | {Sink.PATH}, is_name=True)


def passed_on(mark: Mark, given: Marks) -> Marks:
    """The marks inside a function of what it was given for an argument with this mark."""
    found = set[Mark]()
    for one in given:
        known = _name_of(one) if mark.is_name else one
        safe = mark.safe - {Sink.PATH} if mark.is_name else mark.safe
        found.add(replace(known, is_sql=known.is_sql or mark.is_sql, safe=known.safe | safe))
    return frozenset(found)
