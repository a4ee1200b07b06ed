"""Code of a flow and the verdict on where it comes from."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace

from scanner.checks.facts import Facts
from scanner.flows import provenance
from scanner.flows.provenance import Origin, Verdict
from scanner.flows.read import CodeField, Component, Flow
from scanner.model.place import Location

MAX_RELATED = 50
"""Further nodes that one alert names."""


@dataclass(frozen=True)
class Judged:
    """A component with code of its own, and where that code is from."""

    flow: Flow
    component: Component
    field: CodeField
    verdict: Verdict

    @property
    def place(self) -> Location:
        """The node."""
        return self.flow.at(self.component.anchor, self.component.id)


def judged_code(facts: Facts) -> Iterator[Judged]:
    """The components' own code, which the server executes to build them."""
    for flow in facts.flows:
        for component in flow.components:
            field = provenance.own_code(component)
            verdict = provenance.verdict(component, flow, facts.settings)
            if field is not None and verdict is not None:
                yield Judged(flow, component, field, _in_the_tree(verdict, facts))


def _in_the_tree(verdict: Verdict, facts: Facts) -> Verdict:
    """Code that is a file of the repository too is judged as that file, by the code engines."""
    if verdict.kind in {Origin.MODIFIED, Origin.CUSTOM} and verdict.digest in facts.components:
        return replace(verdict, kind=Origin.REPOSITORY)
    return verdict


def grouped(found: Iterator[Judged], by: Callable[[Judged], Hashable]) -> Iterator[list[Judged]]:
    """What is one fix, each group in the order of the flows."""
    groups: dict[Hashable, list[Judged]] = {}
    for one in found:
        groups.setdefault(by(one), []).append(one)
    yield from groups.values()


def further(group: list[Judged]) -> tuple[Location, ...]:
    """The places of a group after its first."""
    return tuple(one.place for one in group[1 : MAX_RELATED + 1])


def named(group: list[Judged]) -> str:
    """The first of a group by its name, and how many more there are."""
    more = len(group) - 1
    name = group[0].component.name
    return f"{name} and {more} more {'node' if more == 1 else 'nodes'}" if more else name


def counted_lines(lines: int) -> str:
    """A number of lines in words."""
    return f"{lines} line" if lines == 1 else f"{lines} lines"
