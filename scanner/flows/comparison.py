"""What was changed in a component of Langflow's, as lines that a report can show.

Lines of the component are the repository's own text and are shown, but for what may be a secret.
Lines of the official source are known as hashes alone: where some are missing, their numbers are
given.
"""

from collections.abc import Iterator

from scanner.flows import lineage, provenance
from scanner.flows.read import CodeField, Flow
from scanner.formats.json_ import raw_offset
from scanner.model.finding import ComparedLine, Comparison, LineKind
from scanner.model.place import Region
from scanner.secrets.hidden import without_secrets

CONTEXT = 3
"""Unchanged lines around a change."""
MAX_SHOWN = 120
"""Changed lines that are shown."""
MAX_WIDTH = 200


def comparison(flow: Flow, field: CodeField, near: provenance.Nearest) -> Comparison:
    """How the code of a component differs from the source that it is nearest to."""
    own = lineage.lines_of(field.code)
    opcodes: tuple[lineage.Opcode, ...] = ()
    if len(own) <= lineage.MAX_LINES:
        opcodes = provenance.changes(field.code, near)
    changed = [code for code in opcodes if code[0] != "equal"]
    shown = tuple(_lines(flow, field, own, opcodes))
    added = sum(j2 - j1 for _, _, _, j1, j2 in changed)
    return Comparison(
        source=near.source.module.replace(".", "/") + ".py",
        release=near.source.last,
        similarity=near.similarity,
        added=added,
        missing=sum(i2 - i1 for _, i1, i2, _, _ in changed),
        lines=shown,
        left_out=added - sum(line.kind is LineKind.ADDED for line in shown),
    )


def _lines(
    flow: Flow, field: CodeField, own: list[str], opcodes: tuple[lineage.Opcode, ...]
) -> Iterator[ComparedLine]:
    """The changed lines and those around them, at most `MAX_SHOWN` changed ones."""
    left = MAX_SHOWN
    for position, (what, i1, i2, j1, j2) in enumerate(opcodes):
        if left <= 0:
            return
        if what != "equal":
            if i2 > i1:
                yield ComparedLine(LineKind.MISSING, i1 + 1, i2)
                left -= 1
            for index in range(j1, min(j2, j1 + left)):
                yield _line(flow, field, own, index, LineKind.ADDED)
            left -= j2 - j1
            continue
        behind = range(j1, j1 if position == 0 else min(j1 + CONTEXT, j2))
        ahead = range(j2 if position + 1 == len(opcodes) else max(j2 - CONTEXT, j1), j2)
        for index in sorted({*behind, *ahead}):
            yield _line(flow, field, own, index, LineKind.SAME)


def _line(flow: Flow, field: CodeField, own: list[str], index: int, kind: LineKind) -> ComparedLine:
    text = without_secrets(own[index])
    text = text if len(text) <= MAX_WIDTH else text[: MAX_WIDTH - 1] + "…"
    return ComparedLine(kind, index + 1, index + 1, text, _region(flow, field, index))


def _region(flow: Flow, field: CodeField, index: int) -> Region:
    """Where the file has a line of the code, which is one string or a list of lines."""
    if len(field.lines) > 1:
        node = field.lines[min(index, len(field.lines) - 1)]
        return flow.lines.region(node.start, node.end)
    parts = field.code.split("\n")
    start = sum(len(part) + 1 for part in parts[:index])
    (node,) = field.lines
    ends = (raw_offset(flow.text, node, at) for at in (start, start + len(parts[index])))
    return flow.lines.region(*ends)
