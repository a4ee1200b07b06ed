"""What changed in flows, for a terminal or a log."""

from collections.abc import Iterator

from scanner.model.changes import FlowChange, TextChange
from scanner.model.report import Report
from scanner.render import review
from scanner.render.review import MAX_ITEMS, SIGNS
from scanner.render.words import inert

NOTHING = "No flow has changed.\n"


def render(report: Report) -> str:
    """The changes of all flows, each line harmless to a runner."""
    lines = [inert(line) for line in _lines(report)]
    return "\n".join(lines).rstrip("\n") + "\n" if lines else NOTHING


def _lines(report: Report) -> Iterator[str]:
    told, layout = review.split(report)
    for change in told:
        yield from _flow(report, change)
        yield ""
    for change in layout:
        yield f"{change.name or change.uri} in {change.uri}: layout only: {review.layout(change)}"


def _flow(report: Report, change: FlowChange) -> Iterator[str]:
    yield review.title(change)
    effects = review.effects(report, change)
    yield from (f"  opens  {review.finding(one)}" for one in effects.opened)
    yield from (f"  closes {review.finding(one)}" for one in effects.closed)
    for fact in review.facts(change):
        yield from (f"  - {fact.label}: {one}" for one in fact.removed)
        yield from (f"  + {fact.label}: {one}" for one in fact.added)
    yield from (f"  ~ {review.field(one)}" for one in change.settings)
    for node in change.nodes[:MAX_ITEMS]:
        yield f"  {SIGNS[node.state]} {review.node(node)}"
        yield from (f"      {review.field(one)}" for one in node.fields)
        for one in node.texts:
            yield from _text(one)
    yield from filter(None, [review.cut(change.nodes)])
    yield from (f"  {SIGNS[one.state]} {review.edge(one)}" for one in change.edges[:MAX_ITEMS])
    yield from filter(None, [review.cut(change.edges)])
    if layout := review.layout(change):
        yield f"  layout: {layout}"


def _text(change: TextChange) -> Iterator[str]:
    yield f"      {review.text(change)}"
    for line in change.lines:
        sign = " " if line.state is None else SIGNS[line.state]
        yield f"        {sign} {line.text}"
