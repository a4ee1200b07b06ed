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


def passed_on(mark: Mark, given: Marks) -> Marks:
    """The marks inside a function of what it was given for an argument with this mark."""
    return frozenset(
        replace(one, is_sql=one.is_sql or mark.is_sql, safe=one.safe | mark.safe) for one in given
    )
