"""Texts of several lines, code first of all, as unified diffs without what may be a secret."""

import difflib
from collections.abc import Iterator, Sequence

from scanner.flows.comparison import MAX_WIDTH
from scanner.model.changes import DiffLine, State
from scanner.secrets.hidden import without_secrets

CONTEXT = 3
MAX_LINES = 150
"""Changed lines that are shown of one text."""
MAX_COMPARED = 4_000
"""Lines of a text that are compared; of a longer one only the difference in length is told."""
_STATES = {"+": State.ADDED, "-": State.REMOVED, " ": None, "@": None}


def difference(before: str, after: str) -> tuple[tuple[DiffLine, ...], int, int, int]:
    """The lines, how many are new and gone, and how many changed ones are not shown."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MAX_COMPARED:
        return (), len(new), len(old), len(old) + len(new)
    told = list(difflib.unified_diff(old, new, lineterm="", n=CONTEXT))[2:]
    added = sum(line.startswith("+") for line in told)
    removed = sum(line.startswith("-") for line in told)
    lines = tuple(_shown(told))
    left = added + removed - sum(line.state is not None for line in lines)
    return lines, added, removed, left


def _shown(told: Sequence[str]) -> Iterator[DiffLine]:
    left = MAX_LINES
    for line in told:
        state = _STATES[line[0]]
        left -= state is not None
        if left < 0:
            return
        text = line if line.startswith("@@") else without_secrets(line[1:])
        yield DiffLine(state, text if len(text) <= MAX_WIDTH else f"{text[: MAX_WIDTH - 1]}…")
