"""Where the boxes and curves of a drawn flow go; the template turns them into SVG.

Positions are those of the export, as on Langflow's canvas. Components there are tall, and what is
drawn of them is not, so wide gaps are cut; boxes that would lie on each other are moved down.
Components without a position are laid out in columns, by how far they are from an input.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scanner.model.flows import FlowEdge, FlowNode, FlowPicture

MAX_NODES = 300
"""Boxes that are drawn of one flow: those with findings first."""
MAX_EDGES = 1_500

WIDTH, HEIGHT = 176, 50
"""Of a box, in pixels; 352 of Langflow's own units are one box and a gap."""
GAP = 34
MARGIN = 16
SCALE = 0.5
MAX_GAP_X, MAX_GAP_Y = 260, 120
"""The furthest that neighbouring columns and rows are apart."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A component: its number in the picture, and its upper left corner."""

    number: int
    node: FlowNode
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge, as the data of an SVG path."""

    data: str
    ends: tuple[str, str]
    """The ids of both components."""
    is_tool: bool
    is_on_path: bool
    is_reversed: bool
    """Whether the path goes against the edge: an agent chooses the arguments of its tool."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Everything that is drawn of one flow."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    left_out: int
    """Components that are not drawn."""
    edges_left_out: int
    """Edges between drawn components that are not drawn."""


def draw(picture: FlowPicture, marked: frozenset[int], steps: frozenset[tuple[str, str]]) -> Canvas:
    """The flow's canvas.

    Args:
        picture: the flow.
        marked: numbers of the components that must be drawn before others.
        steps: pairs of ids that follow each other on a path of a finding.
    """
    ranked = sorted(range(len(picture.nodes)), key=lambda number: number not in marked)
    chosen = sorted(ranked[:MAX_NODES])
    corners = _corners({number: picture.nodes[number] for number in chosen}, picture.edges)
    boxes = tuple(Box(n, picture.nodes[n], *corners[n]) for n in chosen)
    edges = _between(boxes, picture.edges)
    return Canvas(
        width=max((box.x for box in boxes), default=0) + WIDTH + MARGIN,
        height=max((box.y for box in boxes), default=0) + HEIGHT + MARGIN,
        boxes=boxes,
        curves=tuple(_curves(boxes, edges, steps)),
        left_out=len(picture.nodes) - len(boxes),
        edges_left_out=max(0, len(edges) - MAX_EDGES),
    )


def _corners(
    nodes: Mapping[int, FlowNode], edges: Sequence[FlowEdge]
) -> Mapping[int, tuple[int, int]]:
    placed = {n: (x * SCALE, y * SCALE) for n, node in nodes.items() for x, y in _given(node)}
    columns = _compact((x for x, _ in placed.values()), MAX_GAP_X)
    rows = _compact((y for _, y in placed.values()), MAX_GAP_Y)
    corners = {n: (columns[x], rows[y]) for n, (x, y) in placed.items()}
    below = max((y for _, y in corners.values()), default=-HEIGHT - GAP) + HEIGHT + GAP
    rest = {n: node for n, node in nodes.items() if n not in corners}
    corners |= {n: (x, y + below) for n, (x, y) in _in_columns(rest, edges).items()}
    return {n: (round(x) + MARGIN, round(y) + MARGIN) for n, (x, y) in _apart(corners).items()}


def _given(node: FlowNode) -> Iterable[Point]:
    return () if node.position is None else (node.position,)


def _compact(values: Iterable[float], most: float) -> Mapping[float, float]:
    """Each coordinate counted from the lowest, no gap between neighbours wider than `most`."""
    compact: dict[float, float] = {}
    before, here = 0.0, 0.0
    for value in sorted(set(values)):
        here += min(value - before, most) if compact else 0.0
        compact[value] = here
        before = value
    return compact


def _in_columns(nodes: Mapping[int, FlowNode], edges: Sequence[FlowEdge]) -> Mapping[int, Point]:
    """Columns by the distance from what has no input, breadth first; cycles begin anywhere."""
    numbers = _numbers(nodes.items())
    followers: dict[int, list[int]] = {}
    fed: set[int] = set()
    for edge in edges:
        if edge.source in numbers and edge.target in numbers and edge.source != edge.target:
            followers.setdefault(numbers[edge.source], []).append(numbers[edge.target])
            fed.add(numbers[edge.target])
    column: dict[int, int] = {}
    for start in ([n for n in nodes if n not in fed], nodes):
        for number in start:
            column.setdefault(number, 0)
            queue = deque([number])
            while queue:
                here = queue.popleft()
                for follower in followers.get(here, ()):
                    if follower not in column:
                        column[follower] = column[here] + 1
                        queue.append(follower)
    rows: dict[int, int] = {}
    corners: dict[int, Point] = {}
    for number in nodes:
        row = rows.get(column[number], 0)
        rows[column[number]] = row + 1
        corners[number] = (column[number] * (WIDTH + 2 * GAP), row * (HEIGHT + GAP))
    return corners


def _apart(corners: Mapping[int, Point]) -> Mapping[int, Point]:
    """The same, with every box that would lie on another moved below it."""
    placed: list[Point] = []
    apart: dict[int, Point] = {}
    for number, (x, y) in sorted(corners.items(), key=lambda one: (one[1][1], one[1][0], one[0])):
        for other_x, other_y in sorted(placed, key=lambda one: one[1]):
            if abs(other_x - x) < WIDTH + GAP / 4 and abs(other_y - y) < HEIGHT + GAP / 2:
                y = other_y + HEIGHT + GAP / 2
        placed.append((x, y))
        apart[number] = (x, y)
    return apart


def _between(boxes: Sequence[Box], edges: Sequence[FlowEdge]) -> Sequence[FlowEdge]:
    """Each different edge between two of the boxes once."""
    ids = {box.node.id for box in boxes}
    return [e for e in dict.fromkeys(edges) if e.source in ids and e.target in ids]


def _curves(
    boxes: Sequence[Box], edges: Sequence[FlowEdge], steps: frozenset[tuple[str, str]]
) -> Iterable[Curve]:
    """Those on a path last, so that they lie above the others."""
    by_number = {box.number: box for box in boxes}
    by_id = _numbers((box.number, box.node) for box in boxes)
    drawn = sorted(edges, key=lambda edge: not _on(edge, steps))
    for edge in reversed(drawn[:MAX_EDGES]):
        source, target = by_number[by_id[edge.source]], by_number[by_id[edge.target]]
        yield Curve(
            data=_curve(
                (source.x + WIDTH, source.y + HEIGHT // 2), (target.x, target.y + HEIGHT // 2)
            ),
            ends=(edge.source, edge.target),
            is_tool=edge.is_tool,
            is_on_path=_on(edge, steps),
            is_reversed=(edge.source, edge.target) not in steps and _on(edge, steps),
        )


def _on(edge: FlowEdge, steps: frozenset[tuple[str, str]]) -> bool:
    """Whether a path takes the edge; a tool's edge may be taken both ways."""
    backwards = edge.is_tool and (edge.target, edge.source) in steps
    return backwards or (edge.source, edge.target) in steps


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """From the right side of one box to the left side of another, as Langflow bends it."""
    (x, y), (to_x, to_y) = start, end
    bend = max(30, abs(to_x - x) // 2)
    return f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"


def _numbers(nodes: Iterable[tuple[int, FlowNode]]) -> Mapping[str, int]:
    """Numbers by id; of several nodes with one id, the first."""
    numbers: dict[str, int] = {}
    for number, node in nodes:
        numbers.setdefault(node.id, number)
    return numbers
