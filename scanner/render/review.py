"""What changed in flows, in words that every report shares."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scanner.findings import ranking
from scanner.model.changes import EdgeChange, FieldChange, FlowChange, NodeChange, State, TextChange
from scanner.model.finding import Finding
from scanner.model.flows import Access, FlowInventory
from scanner.model.place import Location
from scanner.model.report import Report
from scanner.render import inventory

_FACTS: tuple[tuple[str, Callable[[FlowInventory], list[str]]], ...] = (
    ("ways in", inventory.exposure),
    ("models", inventory.models),
    ("stores", inventory.stores),
    ("tools", inventory.agents),
    ("MCP servers", inventory.mcp_servers),
)
SIGNS = {State.ADDED: "+", State.REMOVED: "-", State.CHANGED: "~"}
MAX_ITEMS = 200
"""Components, and connections, of one flow that a report for people lists."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a flow is reached by or uses, as far as it differs."""

    label: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change of a flow opens and closes: the findings in it that are new, and fixed."""

    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]


def split(report: Report) -> tuple[list[FlowChange], list[FlowChange]]:
    """The flows that differ, and those of which only the layout does."""
    told = [one for one in report.changes if not one.is_layout_only]
    return told, [one for one in report.changes if one.is_layout_only]


def title(change: FlowChange) -> str:
    """`Support assistant in flows/a.json: changed`."""
    name = change.name or "a flow without a name"
    moved = f", was in {change.uri_before}" if change.uri_before else ""
    return f"{name} in {change.uri}: {change.state}{moved}{_counted(change)}"


def _counted(change: FlowChange) -> str:
    if change.state is not State.CHANGED:
        return ""
    states = Counter(node.state for node in change.nodes)
    parts = [f"{states[state]} {state}" for state in State if states[state]]
    words = [f"components: {', '.join(parts)}"] if parts else []
    words += [f"connections: {len(change.edges)}"] if change.edges else []
    return f" ({'; '.join(words)})" if words else ""


def facts(change: FlowChange) -> Iterator[Fact]:
    """Exposure, models, stores, tools and MCP servers."""
    for label, told in _FACTS:
        before = told(change.before) if change.before else []
        after = told(change.after) if change.after else []
        gone = [_unsaid(change, one) for one in before if one not in after]
        new = [one for one in after if one not in before]
        if gone or new:
            yield Fact(label, tuple(gone), tuple(new))
    if change.before and change.after and change.before.saved_by != change.after.saved_by:
        pair = ((one.saved_by,) if one.saved_by else () for one in (change.before, change.after))
        yield Fact("saved by Langflow", *pair)


def _unsaid(change: FlowChange, way: str) -> str:
    """An export of 1.13 leaves out who may run a flow: what it does not say is not taken back."""
    unknown = change.after is not None and change.after.access is Access.UNKNOWN
    return f"{way} (the export no longer says)" if way == "public link" and unknown else way


def layout(change: FlowChange) -> str:
    """What does not matter to a server, in one line; empty for none of it."""
    found = change.layout
    words = [
        f"{number} {text}"
        for number, text in (
            (found.moved, "moved"),
            (found.renamed_ids, "with another id"),
            (found.notes, "changes of notes"),
            (found.release, "fields that came with another release"),
        )
        if number
    ]
    if not words and change.is_layout_only:
        return "the text of the file alone"
    return ", ".join(words)


def node(change: NodeChange) -> str:
    """`Agent (Agent-p4VsE)`."""
    was = f", was {change.id_before}" if change.id_before else ""
    kind = "" if change.name == change.type else f"{change.type}, "
    return f"{change.name or 'a component'} ({kind}{change.id}{was})"


def field(change: FieldChange) -> str:
    """`model_name: gpt-4 → gpt-5`."""
    before, after = (one or "(empty)" for one in (change.before, change.after))
    return f"{change.name}: {after}" if not change.before else f"{change.name}: {before} → {after}"


def text(change: TextChange) -> str:
    """What is said over the lines of a text."""
    if change.release:
        return f"{change.field}: Langflow's own, of {change.release}"
    words = f"{change.field}: {change.added} lines added, {change.removed} removed"
    if change.hidden:
        return f"{words}; not shown: a secret was found in it"
    return f"{words}; {change.left_out} changed lines are not shown" if change.left_out else words


def edge(change: EdgeChange) -> str:
    """`Chat Input.message → Agent.input_value`."""
    tool = ", as a tool" if change.is_tool else ""
    source, target = (one or "a component" for one in (change.source, change.target))
    return f"{source}.{change.output} → {target}.{change.field}{tool}"


def effects(report: Report, change: FlowChange) -> Effects:
    """The findings that are in the flow and new, or that were in it and are fixed."""
    opened = [one for one in report.new if _is_in(one.location, change.uri, change.after)]
    before = change.uri_before or change.uri
    closed = [one for one in report.gone if _is_in(one.location, before, change.before)]
    return Effects(tuple(ranking.ranked(opened)), tuple(ranking.ranked(closed)))


def _is_in(place: Location, uri: str, flow: FlowInventory | None) -> bool:
    file, _, entry = uri.partition("!/")
    if flow is None or place.uri != file:
        return False
    region = flow.location.region
    first, last = (region.start_line, region.start_column), (region.end_line, region.end_column)
    here = (place.region.start_line, place.region.start_column)
    return bool(entry) or first <= here <= last


def finding(one: Finding) -> str:
    """`critical LF-FLOW-001: what ...`."""
    return f"{one.severity.name.lower()} {one.rule.id}: {one.message}"


def cut(items: Sequence[object], most: int = MAX_ITEMS) -> str:
    """What is said of what is not listed; empty where all is."""
    return f"and {len(items) - most} more" if len(items) > most else ""
