"""Values that a program writes in pieces: literals next to each other, or joined with `+`.

`"sk-..." "..."` and `"ghp_" + "..."` are one value to whoever runs the program. Only known formats
are looked for in them: prose is broken into pieces all the time.
"""

import re
from collections.abc import Iterator

from scanner.secrets.line import Line

MIN_VALUE, MAX_VALUE = 16, 2_000
"""Characters of a value that is looked at."""
MAX_GAP = 200
"""Characters between two pieces: an indent, a line's end, an operator."""
_PIECE = re.compile(r"\"([^\"\\\n]*)\"|'([^'\\\n]*)'|`([^`\\\n]*)`")
_BETWEEN = " \t\r\n\\+.&"
_BLANK = re.compile(r"\s")


def joined_lines(text: str) -> Iterator[Line]:
    """One line for each value of several pieces; it stands where the pieces do."""
    pieces: list[re.Match[str]] = []
    for piece in _PIECE.finditer(text):
        gap = text[pieces[-1].end() : piece.start()] if pieces else ""
        if pieces and (not gap or len(gap) > MAX_GAP or gap.strip(_BETWEEN)):
            yield from _joined(pieces)
            pieces = []
        pieces.append(piece)
    yield from _joined(pieces)


def _joined(pieces: list[re.Match[str]]) -> Iterator[Line]:
    value = "".join(piece.group()[1:-1] for piece in pieces)
    if len(pieces) > 1 and MIN_VALUE <= len(value) <= MAX_VALUE and not _BLANK.search(value):
        start, end = pieces[0].start(), pieces[-1].end()
        yield Line(f'"{value}"', start, is_raw=True, whole=end - start)
