"""The table of flows in the HTML report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.report import Report
from scanner.render import inventory


@dataclass(frozen=True, slots=True)
class Row:
    """A flow in the table of all flows."""

    name: str
    place: str
    facts: str
    anchor: str
    """Of its picture; empty where it is not drawn."""
    exposure: Sequence[str]
    uses: Sequence[tuple[str, Sequence[str]]]
    code: Sequence[str]


def _with_pictures(report: Report) -> Iterator[tuple[FlowInventory, FlowPicture | None]]:
    """Each flow with its picture: an engine tells both in the order of the tree."""
    for run in report.runs:
        yield from zip_longest(run.inventories, run.flows[: len(run.inventories)])


def rows(report: Report, anchors: Mapping[int, str]) -> tuple[Row, ...]:
    """Every flow, what strangers may reach first; `anchors` are those of pictures, by identity."""
    flows = sorted(_with_pictures(report), key=lambda one: not inventory.is_open(one[0]))
    return tuple(_row(flow, anchors.get(id(picture), "")) for flow, picture in flows)


def _row(flow: FlowInventory, anchor: str) -> Row:
    uri, entry = inventory.place(flow)
    uses = (
        ("models", inventory.models(flow)),
        ("stores", inventory.stores(flow)),
        ("agents", inventory.agents(flow)),
        ("MCP", inventory.mcp_servers(flow)),
    )
    return Row(
        name=flow.name,
        place=f"{uri} ({entry})" if entry else f"{uri}:{flow.location.region.start_line}",
        facts=inventory.facts(flow),
        anchor=anchor,
        exposure=inventory.exposure(flow),
        uses=tuple((label, items) for label, items in uses if items),
        code=inventory.code(flow),
    )
