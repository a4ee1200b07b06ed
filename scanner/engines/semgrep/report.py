"""What we take of semgrep's report, `semgrep scan --json`."""

from pathlib import PurePath

import msgspec

from scanner import rules

PARTLY = "PartialParsing"
SYNTAX = (PARTLY, "Syntax error", "Lexical error", "Other syntax error")
"""Problems that a file has whenever it is read."""


class Place(msgspec.Struct, frozen=True):
    """A place that semgrep gives no right offset for: 1-based line and column."""

    line: int
    col: int


class Skipped(msgspec.Struct, frozen=True):
    """A stretch of a file that semgrep's parser left out."""

    start: Place
    end: Place


class Position(msgspec.Struct, frozen=True):
    """Semgrep's lines and columns are left aside: its offsets, in bytes, say it all."""

    offset: int


class Result(msgspec.Struct, frozen=True):
    """What we take of one of semgrep's results."""

    check_id: str
    path: str
    start: Position
    end: Position

    def order(self) -> tuple[str, int, int, str]:
        """By file, then by place: folders say which rules ran, and come from no file's name."""
        return PurePath(self.path).name, self.start.offset, self.end.offset, self.check_id


class Problem(msgspec.Struct, frozen=True):
    """Something that semgrep could not do; of one file if there is a path."""

    type: str | list[object]
    level: str
    path: str = ""
    rule_id: str = ""

    @property
    def name(self) -> str:
        """The type's name; some types are a list with their name first."""
        return self.type if isinstance(self.type, str) else str(self.type[0])

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out of a file of which the rest was read; empty where nothing was read."""
        if self.name != PARTLY or isinstance(self.type, str):
            return ()
        return rules.converted(self.type[1], tuple[Skipped, ...])


class Paths(msgspec.Struct, frozen=True):
    """The files that were looked at."""

    scanned: tuple[str, ...]


class GaveUp(msgspec.Struct, frozen=True):
    """A function whose data flow was not followed to the end within semgrep's fixed time."""

    location: "InFile"


class InFile(msgspec.Struct, frozen=True):
    """A file of those that were scanned."""

    path: str


class Times(msgspec.Struct, frozen=True):
    """Of the timing part only what changes results."""

    fixpoint_timeouts: tuple[GaveUp, ...] = ()


class Output(msgspec.Struct, frozen=True):
    """`semgrep scan --json`."""

    results: tuple[Result, ...]
    errors: tuple[Problem, ...]
    paths: Paths
    time: Times = Times()
    skipped_rules: tuple[object, ...] = ()
