"""A changed flow as the HTML report draws it: before and after, the differences marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.model.changes import FlowChange, State
from scanner.model.flows import FlowPicture
from scanner.model.report import Report
from scanner.render import canvas, review

MAX_DRAWN = 20
"""Changed flows of which pictures are drawn; all are described."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two pictures."""

    number: int
    caption: str
    canvas: canvas.Canvas
    states: Mapping[str, State]
    """Of the components that differ, by their ids on this side."""
    edges: Mapping[tuple[str, str], State]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A changed flow with all that is shown of it."""

    change: FlowChange
    title: str
    facts: tuple[review.Fact, ...]
    effects: review.Effects
    layout: str
    sides: tuple[Side, ...]


def drawn(report: Report) -> tuple[Drawn, ...]:
    """The changed flows; those of which only the layout differs are listed elsewhere."""
    told, _ = review.split(report)
    return tuple(_drawn(report, number, one) for number, one in enumerate(told))


def layout_only(report: Report) -> list[tuple[FlowChange, str]]:
    """The others, with what differs."""
    return [(one, review.layout(one)) for one in review.split(report)[1]]


def _drawn(report: Report, number: int, change: FlowChange) -> Drawn:
    return Drawn(
        change,
        review.title(change),
        tuple(review.facts(change)),
        review.effects(report, change),
        review.layout(change),
        tuple(_sides(change, number)) if number < MAX_DRAWN else (),
    )


def _sides(change: FlowChange, number: int) -> Iterator[Side]:
    """Before and after; a flow that came or went has one side, and nothing in it is marked."""
    marks = change.state is State.CHANGED
    if change.picture_before is not None:
        states = dict(_states(change, after=False)) if marks else {}
        edges = _edges(change, State.REMOVED) if marks else {}
        yield _side(2 * number, "before", change.picture_before, states, edges)
    if change.picture_after is not None:
        states = dict(_states(change, after=True)) if marks else {}
        edges = _edges(change, State.ADDED) if marks else {}
        yield _side(2 * number + 1, "after", change.picture_after, states, edges)


def _states(change: FlowChange, *, after: bool) -> Iterator[tuple[str, State]]:
    hidden = State.REMOVED if after else State.ADDED
    for node in change.nodes:
        if node.state is not hidden:
            yield (node.id if after else node.id_before or node.id), node.state


def _edges(change: FlowChange, state: State) -> dict[tuple[str, str], State]:
    return {edge.ends: state for edge in change.edges if edge.state is state}


def _side(
    number: int,
    caption: str,
    picture: FlowPicture,
    states: Mapping[str, State],
    edges: Mapping[tuple[str, str], State],
) -> Side:
    marked = frozenset(n for n, node in enumerate(picture.nodes) if node.id in states)
    return Side(number, caption, canvas.draw(picture, marked, frozenset()), states, edges)
