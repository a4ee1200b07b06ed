"""One line as the detectors of secrets read it, with the way back to the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.formats import json_
from scanner.formats.positions import Node


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the plugins and where its characters stand in the file."""

    text: str
    base: int = 0
    """Offset of the text in the file, for a line of a plain file."""
    quoted_at: int | None = None
    """Index of a quote that we put in and the file does not have."""
    node: Node | None = None
    """The JSON string that holds the text."""
    index: int = 0
    """Index of the text in that string's value."""
    prefix: int = 0
    """Length of the `"name": "` that we put before a JSON string."""
    path: tuple[str, ...] = ()
    name: str = ""
    is_raw: bool = False
    """Text between strings of JSON, for known formats alone: keys, and values given twice."""
    whole: int | None = None
    """Length of what the text was decoded from, for base64: it stands at `base`."""
    twins: "Sequence[Node | int]" = ()
    """Where the same text stands again under the same keys: a string, or an offset in the file."""

    def again(self) -> "Iterator[Line]":
        """The line at its further places: a flow repeats the code of its components."""
        for place in self.twins:
            if isinstance(place, int):
                yield replace(self, base=place, twins=())
            else:
                yield replace(self, node=place, twins=())

    def span(self, source: str, start: int, length: int) -> tuple[int, int]:
        """Offsets in the file of a stretch of the text."""
        if self.whole is not None:
            return self.base, self.base + self.whole
        if self.node is not None:
            first = max(self.index + start - self.prefix, 0)
            begin = json_.raw_offset(source, self.node, first)
            return begin, json_.raw_offset(source, self.node, first + length)
        moved = 1 if self.quoted_at is not None and start > self.quoted_at else 0
        return self.base + start - moved, self.base + start - moved + length


def hidden(name: str, value: str, at: int, length: int) -> Line:
    """A value that was decoded from `length` characters of the file."""
    prefix = f'"{name}": "'
    return Line(f'{prefix}{value}"', at, prefix=len(prefix), name=name, whole=length)
