"""The changes without any text in which a secret was found, whoever found it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scanner.model.changes import FieldChange, FlowChange, NodeChange, TextChange
from scanner.model.finding import Finding
from scanner.model.place import Location, Region
from scanner.model.rule import Kind
from scanner.review.values import SET

_Secrets = Mapping[str, list[Region]]


def concealed(changes: Iterable[FlowChange], findings: Iterable[Finding]) -> tuple[FlowChange, ...]:
    """The same changes; a value or a text with a secret in it only says that it changed."""
    secrets: dict[str, list[Region]] = {}
    for finding in findings:
        if finding.rule.kind is Kind.SECRETS:
            for place in (finding.location, *finding.related):
                secrets.setdefault(place.uri, []).append(place.region)
    return tuple(_flow(change, secrets) for change in changes) if secrets else tuple(changes)


def _flow(change: FlowChange, secrets: _Secrets) -> FlowChange:
    return replace(
        change,
        settings=tuple(_field(one, secrets) for one in change.settings),
        nodes=tuple(_node(one, secrets) for one in change.nodes),
    )


def _node(change: NodeChange, secrets: _Secrets) -> NodeChange:
    return replace(
        change,
        fields=tuple(_field(one, secrets) for one in change.fields),
        texts=tuple(_text(one, secrets) for one in change.texts),
    )


def _field(change: FieldChange, secrets: _Secrets) -> FieldChange:
    if not _touches(change.places, secrets):
        return change
    before, after = (SET if one else "" for one in (change.before, change.after))
    return replace(change, before=before, after=f"{after}, changed" if before and after else after)


def _text(change: TextChange, secrets: _Secrets) -> TextChange:
    if not _touches(change.places, secrets):
        return change
    left = change.added + change.removed
    return replace(change, lines=(), left_out=left, hidden=True)


def _touches(places: Iterable[Location], secrets: _Secrets) -> bool:
    return any(
        _overlap(place.region, secret)
        for place in places
        for secret in secrets.get(place.uri.partition("!/")[0], ())
    )


def _overlap(one: Region, other: Region) -> bool:
    first, last = (one.start_line, one.start_column), (one.end_line, one.end_column)
    begin, end = (other.start_line, other.start_column), (other.end_line, other.end_column)
    return first <= end and begin <= last
