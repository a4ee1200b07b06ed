"""What semgrep said of one file, as it is kept between scans."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePath

import msgspec

from scanner.engines.semgrep.report import SYNTAX, Output, Paths, Position, Problem, Result


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one file: rules with the bytes at which their results begin and end, and problems."""

    results: tuple[tuple[str, int, int], ...] = ()
    problems: tuple[Problem, ...] = ()

    def output(self, name: str) -> Output:
        """The same as semgrep would say it of a file of this name."""
        found = tuple(
            Result(rule, name, Position(start), Position(end)) for rule, start, end in self.results
        )
        problems = tuple(msgspec.structs.replace(one, path=name) for one in self.problems)
        return Output(found, problems, Paths((name,)))


def answers(output: Output) -> Mapping[str, Answer]:
    """The answer for each file that was looked at to the end.

    Not for one of which a part ran out of time or memory: on another day it may not.
    """
    results: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for one in output.results:
        span = (one.check_id, one.start.offset, one.end.offset)
        results[PurePath(one.path).name].append(span)
    for problem in output.errors:
        problems[PurePath(problem.path).name].append(problem)
    cut = {PurePath(each.location.path).name for each in output.time.fixpoint_timeouts}
    cut |= {n for n, found in problems.items() if any(one.name not in SYNTAX for one in found)}
    seen = {*map(_name, output.paths.scanned), *problems} - cut
    return {name: Answer(tuple(results[name]), tuple(problems[name])) for name in seen}


def _name(path: str) -> str:
    return PurePath(path).name
