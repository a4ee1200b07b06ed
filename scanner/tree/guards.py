"""What lowers a finding or keeps it back, by name: `rulesets/guards.yml`.

Guards are asked deep inside the checks. `watched` collects the ones that held while a check ran, so
that `--verbose` can say what was left out, and why.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import PurePosixPath

import msgspec

from scanner import rules
from scanner.model.place import Location

FILE = "guards.yml"


class Guard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it holds something back, and the paths that it knows; without any, code decides."""

    reason: str
    name: str = ""
    folder: str = ""
    word: str = ""


@cache
def guards() -> Mapping[str, Guard]:
    """All of them by name.

    Raises:
        RuleError: the file is missing or damaged.
    """
    return rules.read_yaml(FILE, dict[str, Guard])


@lru_cache(maxsize=100_000)
def knows(guard: str, uri: str) -> bool:
    """Whether a path is one of a guard's."""
    patterns = guards()[guard]
    *folders, name = PurePosixPath(uri.lower()).parts or ("",)
    if patterns.name and re.search(patterns.name, name):
        return True
    if patterns.folder and any(re.search(patterns.folder, folder) for folder in folders):
        return True
    words = re.split(r"[/._-]", uri.lower()) if patterns.word else ()
    return any(re.search(patterns.word, word) for word in words)


def is_example(uri: str) -> bool:
    """Whether the name says that the file is a template to copy, not a configuration in use."""
    return knows("example", uri)


def is_test(uri: str) -> bool:
    """Whether the path says that the file belongs to tests."""
    return knows("test", uri)


def makes_others(uri: str) -> bool:
    """Whether the path says that other files are made from this one, so it need be no program."""
    return knows("generated", uri)


_HELD: ContextVar[set[tuple[str, Location]] | None] = ContextVar("held", default=None)


@contextmanager
def watched() -> Iterator[set[tuple[str, Location]]]:
    """The guards that hold in the block, with the places they hold at."""
    held: set[tuple[str, Location]] = set()
    token = _HELD.set(held)
    try:
        yield held
    finally:
        _HELD.reset(token)


def holds(guard: str, location: Location, answer: bool) -> bool:
    """`answer`, noted where it is true and somebody watches."""
    held = _HELD.get()
    if answer and held is not None:
        held.add((guard, location))
    return answer


def is_template(location: Location) -> bool:
    """Whether the place is in a file to copy from: `.env.example`, `compose.sample.yml`, README."""
    example = holds("example", location, knows("example", location.uri))
    return example or is_documentation(location)


def is_documentation(location: Location) -> bool:
    """Whether the place is in Markdown: what stands there is advice, and deploys nothing."""
    return holds("documentation", location, knows("documentation", location.uri))


def is_development(location: Location) -> bool:
    """Whether the path says that the file is for tests or for a developer's own machine."""
    return any(holds(name, location, knows(name, location.uri)) for name in ("test", "development"))
