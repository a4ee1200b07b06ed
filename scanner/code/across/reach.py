"""Follows what comes in from outside through the functions of a program."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.code.across.doors import Door, doors
from scanner.code.across.marks import Mark, Origin, argument
from scanner.code.across.program import Code, Program
from scanner.code.across.summaries import Hit, Summary
from scanner.code.across.walk import read

_ORIGINS = frozenset(map(str, Origin))
MAX_FUNCTIONS = 20_000
"""That are read: a program beyond that is followed in part, and no tree of people comes near."""


@dataclass(frozen=True)
class Reach:
    """A value from outside that decides something."""

    door: Door
    origin: Origin
    hit: Hit


class Follower:
    """Reads each function of a program once, when something calls it."""

    def __init__(self, program: Program) -> None:
        """`program` is all the code there is."""
        self._program = program
        self._known: dict[object, Summary] = {}

    def reaches(self) -> Iterator[Reach]:
        """Of every door of the program, each place once."""
        seen: set[tuple[object, ...]] = set()
        for module in self._program.modules:
            for door in doors(module):
                for hit in read(door.code, self._program, self._summary, door.known).hits:
                    if hit.sink in hit.mark.safe:
                        continue
                    is_anyone = hit.mark.origin == Origin.ANYONE
                    if is_anyone and not door.is_open:
                        continue
                    place = hit.calls[0][1] if is_anyone and hit.calls else hit.node
                    key = (id(place), hit.sink, hit.mark.origin)
                    if hit.mark.origin in _ORIGINS and key not in seen:
                        seen.add(key)
                        yield Reach(door, Origin(hit.mark.origin), hit)

    def _summary(self, code: Code) -> Summary:
        """What a function does with its arguments; nothing while it is being read itself."""
        key = code.node
        if key not in self._known:
            self._known[key] = Summary()
            if len(self._known) <= MAX_FUNCTIONS:
                names = (one.arg for one in code.arguments)
                known = {name: frozenset({Mark(argument(name))}) for name in names}
                self._known[key] = read(code, self._program, self._summary, known)
        return self._known[key]
