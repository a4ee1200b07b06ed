"""What changed in flows, as a block of GitHub-flavoured Markdown.

Text of the repository is escaped, and code is fenced by more backticks than it has.
"""

import re
from collections.abc import Iterator, Sequence

from scanner.model.changes import DiffLine, FlowChange, NodeChange, State, TextChange
from scanner.model.report import Report
from scanner.render import review
from scanner.render.escaping import escape
from scanner.render.review import MAX_ITEMS
from scanner.render.words import clean

MAX_BYTES = 300_000
"""Of the block: a step's summary may have 1 MiB, and is refused as a whole beyond it."""
_SIGNS = {State.ADDED: "➕", State.REMOVED: "➖", State.CHANGED: "✏️"}
_MARKS = {State.ADDED: "+", State.REMOVED: "-", State.CHANGED: " ", None: " "}


def render(report: Report) -> str:
    """The block; empty where no flow has changed."""
    return "".join(f"{line}\n" for line in lines(report))


def lines(report: Report) -> Iterator[str]:
    """The block, line by line."""
    told, layout = review.split(report)
    if not report.changes:
        return
    yield "### Changed flows"
    yield ""
    left, size = 0, 0
    for change in told:
        block = [*_flow(report, change)]
        size += sum(len(line.encode("utf-8", "replace")) + 1 for line in block)
        if size > MAX_BYTES:
            left += 1
            continue
        yield from block
    if left:
        yield f"{left} more flows have changed: see the report in HTML or JSON."
        yield ""
    for change in layout:
        name = escape(change.name or "a flow without a name")
        yield f"- {name} in {escape(change.uri)}: layout only: {review.layout(change)}"
    yield ""


def _flow(report: Report, change: FlowChange) -> Iterator[str]:
    yield f"<details open><summary><b>{escape_html(review.title(change))}</b></summary>"
    yield ""
    effects = review.effects(report, change)
    yield from (f"- 🔴 **opens** {escape(review.finding(one))}" for one in effects.opened)
    yield from (f"- 🟢 **closes** {escape(review.finding(one))}" for one in effects.closed)
    for fact in review.facts(change):
        yield from (f"- ➖ {fact.label}: {escape(one)}" for one in fact.removed)
        yield from (f"- ➕ {fact.label}: {escape(one)}" for one in fact.added)
    yield from (f"- ✏️ {escape(review.field(one))}" for one in change.settings)
    for node in change.nodes[:MAX_ITEMS]:
        yield from _node(node)
    yield from _more(change.nodes)
    for one in change.edges[:MAX_ITEMS]:
        yield f"- {_SIGNS[one.state]} connection {escape(review.edge(one))}"
    yield from _more(change.edges)
    if layout := review.layout(change):
        yield f"- layout: {layout}"
    yield ""
    yield "</details>"
    yield ""


def _more(items: Sequence[object]) -> Iterator[str]:
    if more := review.cut(items):
        yield f"- {more}"


def _node(change: NodeChange) -> Iterator[str]:
    yield f"- {_SIGNS[change.state]} **{escape(review.node(change))}**"
    yield from (f"  - {escape(review.field(one))}" for one in change.fields)
    for one in change.texts:
        yield f"  - {escape(review.text(one))}"
        if one.lines:
            yield from _diff(one)


def _diff(change: TextChange) -> Iterator[str]:
    shown = [_line(one) for one in change.lines]
    runs = [len(run) for line in shown for run in re.findall("`+", line)]
    fence = "`" * max(3, *(length + 1 for length in runs), 3)
    yield ""
    yield f"    {fence}diff"
    yield from (f"    {line}" for line in shown)
    yield f"    {fence}"
    yield ""


def _line(line: DiffLine) -> str:
    text = clean(line.text).replace("\r", "").replace("\n", " ")
    return text if line.text.startswith("@@") and line.state is None else _MARKS[line.state] + text


def escape_html(text: str) -> str:
    """Text of the repository inside HTML, where Markdown is not read."""
    line = " ".join(clean(text).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return line.replace("@", "&#64;").replace("://", "&#58;//").replace("`", "&#96;")
