"""What changed in flows, in the JSON report, as types and as a transcription of the model."""

import msgspec

from scanner.model.changes import EdgeChange, FieldChange, FlowChange, NodeChange, State, TextChange
from scanner.model.report import Report
from scanner.render import review

_SIGNS = {State.ADDED: "+", State.REMOVED: "-", State.CHANGED: " ", None: " "}


class Value(msgspec.Struct, frozen=True):
    """A field that has another value, as it may be shown: of a secret, that it is set."""

    name: str
    before: str
    after: str


class Lines(msgspec.Struct, frozen=True, rename="camel"):
    """A text of several lines, with a unified diff without what may be a secret.

    `release` says of Langflow's own code which releases have it; it has no diff.
    """

    field: str
    is_code: bool
    added: int
    removed: int
    diff: tuple[str, ...] = ()
    left_out: int = 0
    release: str = ""
    hidden: bool = False
    """Whether the diff is not shown because a secret was found in the text."""


class Node(msgspec.Struct, frozen=True, rename="camel"):
    """A component that was added, removed or changed."""

    state: State
    id: str
    name: str
    type: str
    id_before: str = ""
    fields: tuple[Value, ...] = ()
    texts: tuple[Lines, ...] = ()


class Connection(msgspec.Struct, frozen=True, rename="camel"):
    """A connection that was added or removed; components by their names."""

    state: State
    source: str
    output: str
    target: str
    field: str
    is_tool: bool


class Difference(msgspec.Struct, frozen=True):
    """What of the ways in, the models, stores, tools or MCP servers came and went."""

    what: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


class Effect(msgspec.Struct, frozen=True):
    """A finding that the change of a flow opens or closes."""

    rule: str
    severity: str
    message: str
    fingerprint: str


class Change(msgspec.Struct, frozen=True, rename="camel"):
    """One flow that differs from the base's."""

    state: State
    name: str
    uri: str
    uri_before: str = ""
    layout_only: bool = False
    settings: tuple[Value, ...] = ()
    differences: tuple[Difference, ...] = ()
    components: tuple[Node, ...] = ()
    connections: tuple[Connection, ...] = ()
    layout: str = ""
    """What has no meaning for a server, in words."""
    opens: tuple[Effect, ...] = ()
    closes: tuple[Effect, ...] = ()


def changes(report: Report) -> tuple[Change, ...]:
    """Those of all flows, in the order of their files."""
    return tuple(_change(report, one) for one in report.changes)


def _change(report: Report, change: FlowChange) -> Change:
    effects = review.effects(report, change)
    opens, closes = (
        tuple(
            Effect(f.rule.id, f.severity.name.lower(), f.message, f.fingerprint) for f in findings
        )
        for findings in (effects.opened, effects.closed)
    )
    return Change(
        change.state,
        change.name,
        change.uri,
        change.uri_before,
        change.is_layout_only,
        tuple(map(_value, change.settings)),
        tuple(Difference(one.label, one.removed, one.added) for one in review.facts(change)),
        tuple(map(_node, change.nodes)),
        tuple(map(_edge, change.edges)),
        review.layout(change),
        opens,
        closes,
    )


def _value(change: FieldChange) -> Value:
    return Value(change.name, change.before, change.after)


def _node(change: NodeChange) -> Node:
    return Node(
        change.state,
        change.id,
        change.name,
        change.type,
        change.id_before,
        tuple(map(_value, change.fields)),
        tuple(map(_lines, change.texts)),
    )


def _lines(change: TextChange) -> Lines:
    return Lines(
        change.field,
        change.is_code,
        change.added,
        change.removed,
        tuple(_SIGNS[line.state] + line.text for line in change.lines),
        change.left_out,
        change.release,
        change.hidden,
    )


def _edge(change: EdgeChange) -> Connection:
    return Connection(
        change.state,
        change.source,
        change.output,
        change.target,
        change.field,
        change.is_tool,
    )
