"""What a function does with what it is given: what that decides, and what it returns of it."""

import ast
from dataclasses import dataclass, field, replace

from scanner.code.across.marks import NONE, Mark, Marks, Sink, argument, passed_on
from scanner.code.across.program import Code, Module


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that decides something."""

    sink: Sink
    module: Module
    node: ast.expr
    """What it decides, in that file."""
    mark: Mark
    calls: tuple[tuple[Module, ast.Call], ...] = ()
    """The calls that lead there, the outermost first."""


MAX_CALLS = 4
"""That lead from where a value comes in to what it decides."""
MAX_HITS = 60
"""Of one function."""


@dataclass(frozen=True)
class Summary:
    """Of one function."""

    hits: tuple[Hit, ...] = ()
    returned: Marks = NONE

    def called(
        self, code: Code, call: ast.Call, caller: Module, given: dict[str, Marks]
    ) -> "Summary":
        """What it does in a call with these arguments, as seen by the caller."""
        hits = tuple(
            replace(hit, mark=mark, calls=((caller, call), *hit.calls))
            for hit in self.hits
            if len(hit.calls) < MAX_CALLS
            for mark in _of(hit.mark, given)
            if hit.sink not in mark.safe
        )
        returned = frozenset(mark for one in self.returned for mark in _returned(one, given))
        return Summary(hits, returned)


def _of(mark: Mark, given: dict[str, Marks]) -> Marks:
    """A mark inside the function as marks of its caller: that of an argument is what was given."""
    if not mark.origin.startswith("argument "):
        return frozenset({mark})
    return passed_on(mark, given.get(mark.origin, NONE))


def _returned(mark: Mark, given: dict[str, Marks]) -> Marks:
    """What a caller gets of a mark; one that begins inside has come through a call."""
    if mark.origin.startswith("argument "):
        return _of(mark, given)
    return frozenset({replace(mark, is_returned=True)})


def arguments(code: Code, call: ast.Call, values: dict[ast.expr, Marks]) -> dict[str, Marks]:
    """What a call gives for each argument."""
    names = [one.arg for one in code.arguments]
    given: dict[str, Marks] = {}
    for name, node in zip(names, call.args, strict=False):
        if isinstance(node, ast.Starred):
            break
        given[argument(name)] = values[node]
    for keyword in call.keywords:
        if keyword.arg:
            given[argument(keyword.arg)] = values[keyword.value]
        else:
            for name in names:
                given.setdefault(argument(name), values[keyword.value])
    return given


@dataclass
class Found:
    """What is collected while a function is read."""

    hits: dict[tuple[Sink, int, Mark], Hit] = field(default_factory=dict)
    returned: set[Mark] = field(default_factory=set)

    def add(self, hit: Hit) -> None:
        """A hit, once for each value; the shortest way there counts."""
        key = (hit.sink, id(hit.node), hit.mark)
        known = self.hits.get(key)
        if known is None and len(self.hits) >= MAX_HITS:
            return
        if known is None or len(hit.calls) < len(known.calls):
            self.hits[key] = hit

    def summary(self) -> Summary:
        """All of it."""
        return Summary(tuple(self.hits.values()), frozenset(self.returned))
