"""What differs between a flow and what it was: settings, components, connections, layout."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.flows import naming
from scanner.flows.inventory import inventory
from scanner.flows.pictures import picture
from scanner.flows.read import Edge, Flow
from scanner.model.changes import EdgeChange, FieldChange, FlowChange, Layout, NodeChange, State
from scanner.review import matching, values
from scanner.review.nodes import Side, added, are_releases, compared, removed
from scanner.settings import Settings

_SETTINGS = (
    *("name", "description", "endpoint_name", "access_type", "webhook", "mcp_enabled"),
    *("a2a_enabled", "action_name", "action_description", "is_component", "locked"),
)
"""Keys of the envelope that a server acts on, or people read."""


def changed(before: Flow, after: Flow, settings: Settings) -> FlowChange | None:
    """What differs; None where the flow is the same text."""
    if _raw(before) == _raw(after):
        return None
    pairs = matching.components(before, after)
    nodes, release = _nodes(before, after, pairs)
    return FlowChange(
        State.CHANGED,
        naming.label(after.name),
        after.uri,
        uri_before=before.uri if before.uri != after.uri else "",
        settings=tuple(_settings(before, after)),
        nodes=tuple(nodes),
        edges=tuple(_edges(before, after, pairs)),
        layout=replace(_layout(before, after, pairs), release=release),
        before=inventory(before, settings, origins=False),
        after=inventory(after, settings, origins=False),
        picture_before=picture(before),
        picture_after=picture(after),
    )


def new(flow: Flow, settings: Settings) -> FlowChange:
    """A flow that the base does not have."""
    return FlowChange(
        State.ADDED,
        naming.label(flow.name),
        flow.uri,
        nodes=tuple(added(Side(flow, one)) for one in flow.components),
        after=inventory(flow, settings, origins=False),
        picture_after=picture(flow),
    )


def gone(flow: Flow, settings: Settings) -> FlowChange:
    """A flow that the head does not have."""
    return FlowChange(
        State.REMOVED,
        naming.label(flow.name),
        flow.uri,
        before=inventory(flow, settings, origins=False),
        picture_before=picture(flow),
    )


def _raw(flow: Flow) -> str:
    return flow.text[flow.root.start : flow.root.end]


def _settings(before: Flow, after: Flow) -> Iterator[FieldChange]:
    for name in _SETTINGS:
        old, new_ = (flow.setting(name) for flow in (before, after))
        pair = values.plain(old), values.plain(new_)
        if not values.are_equal(*pair):
            places = (
                *((before.at(old),) if old else ()),
                *((after.at(new_),) if new_ else ()),
            )
            shown = [values.shown(one, secret=False) for one in pair]
            yield FieldChange(name, shown[0], shown[1], places)


def _nodes(before: Flow, after: Flow, pairs: Mapping[int, int]) -> tuple[list[NodeChange], int]:
    found: list[NodeChange] = []
    release = 0
    for number, component in enumerate(after.components):
        side = Side(after, component)
        if number not in pairs:
            found.append(added(side))
            continue
        one = compared(Side(before, before.components[pairs[number]]), side)
        found.extend([one.change] if one.change else [])
        release += one.release
    kept = {*pairs.values()}
    found += [
        removed(Side(before, one)) for n, one in enumerate(before.components) if n not in kept
    ]
    return found, release


def _layout(before: Flow, after: Flow, pairs: Mapping[int, int]) -> Layout:
    moved = renamed = 0
    for new_, old in pairs.items():
        one, other = after.components[new_], before.components[old]
        positions = [values.plain(each.node.get("position")) for each in (one, other)]
        moved += positions[0] != positions[1]
        renamed += one.id != other.id
    notes = [Counter(note.text for note in flow.notes) for flow in (before, after)]
    differing = ((notes[0] - notes[1]) + (notes[1] - notes[0])).total()
    return Layout(moved=moved, renamed_ids=renamed, notes=differing)


def _edges(before: Flow, after: Flow, pairs: Mapping[int, int]) -> Iterator[EdgeChange]:
    """Connections that are new or gone; one whose ends were renamed by a release is the same."""
    renamed = {before.components[o].id: after.components[n].id for n, o in pairs.items()}
    old = {_moved(edge, renamed): edge for edge in before.edges}
    current = dict.fromkeys(after.edges)
    lost = [edge for edge in old if edge not in current]
    found = [edge for edge in current if edge not in old]
    updated = _updated(before, after, pairs)
    waiting: dict[tuple[str, str, bool], list[Edge]] = {}
    for edge in lost:
        waiting.setdefault(_ends(edge), []).append(edge)
    for edge in found:
        near = waiting.get(_ends(edge), [])
        twin = next((one for one in near if _is_renamed(one, edge, updated)), None)
        if twin is not None:
            near.remove(twin)
        else:
            yield _edge(State.ADDED, edge, after)
    for edge in (one for left in waiting.values() for one in left):
        yield _edge(State.REMOVED, old[edge], before)


def _moved(edge: Edge, renamed: Mapping[str, str]) -> Edge:
    """The connection with the ids that its ends have today."""
    source, target = (renamed.get(one, one) for one in (edge.source, edge.target))
    return replace(edge, source=source, target=target)


def _updated(before: Flow, after: Flow, pairs: Mapping[int, int]) -> frozenset[str]:
    """Components that are of another release of Langflow now."""
    return frozenset(
        after.components[n].id
        for n, o in pairs.items()
        if are_releases(Side(before, before.components[o]), Side(after, after.components[n]))
    )


def _ends(edge: Edge) -> tuple[str, str, bool]:
    return edge.source, edge.target, edge.is_tool


def _is_renamed(one: Edge, other: Edge, updated: frozenset[str]) -> bool:
    """Whether an update gave an output or a field another name, and that is all."""
    return (one.output == other.output or one.source in updated) and (
        one.field == other.field or one.target in updated
    )


def _edge(state: State, edge: Edge, flow: Flow) -> EdgeChange:
    names = {one.id: one.display_name or one.type for one in flow.components}
    return EdgeChange(
        state,
        naming.label(names.get(edge.source, edge.source)),
        values.label(edge.output),
        naming.label(names.get(edge.target, edge.target)),
        values.label(edge.field),
        edge.is_tool,
        (edge.source, edge.target),
    )


def all_changes(
    pairs: Sequence[tuple[Flow | None, Flow | None]], settings: Settings
) -> Iterator[FlowChange]:
    """The changes of flows that were matched; nothing of those that are the same."""
    for before, after in pairs:
        if before is not None and after is not None:
            found = changed(before, after, settings)
            yield from [found] if found else []
        elif after is not None:
            yield new(after, settings)
        elif before is not None:
            yield gone(before, settings)
