"""Flows as the HTML report draws them."""

from scanner.flows.read import Flow
from scanner.formats.positions import Node
from scanner.model.flows import FlowEdge, FlowNode, FlowPicture

MAX_COORDINATE = 1_000_000
"""Further out than anyone scrolls; beyond it a position counts as not given."""


def picture(flow: Flow) -> FlowPicture:
    """The components where the export puts them, and what connects them."""
    return FlowPicture(
        name=flow.name,
        location=flow.at(flow.root),
        nodes=tuple(
            FlowNode(
                id=component.id,
                name=component.display_name or component.type,
                region=flow.lines.region(component.node.start, component.node.end),
                position=_position(component.node),
            )
            for component in flow.components
        ),
        edges=tuple(FlowEdge(edge.source, edge.target, edge.is_tool) for edge in flow.edges),
    )


def _position(node: Node) -> tuple[float, float] | None:
    x, y = (_coordinate(node.get("position", axis)) for axis in ("x", "y"))
    return None if x is None or y is None else (x, y)


def _coordinate(node: Node | None) -> float | None:
    """A number within reason: JSON's may be `1e999`, or have a thousand digits."""
    value = node.value if node else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -MAX_COORDINATE <= value <= MAX_COORDINATE else None
