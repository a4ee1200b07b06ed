"""Offsets of a text as SARIF regions, and the tree of nodes that the readers return."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from scanner.model.place import Region

_NEWLINE = re.compile(r"\r\n|\r|\n")


class Lines:
    """Where the lines of a text begin; SARIF's line ends: LF, CR and CRLF (section 3.30.2)."""

    def __init__(self, text: str) -> None:
        """Index `text` once."""
        self.text = text
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]

    def region(self, start: int, end: int) -> Region:
        """The region of the code points `start` up to `end` (offsets into the text)."""
        first, last = self._line(start), self._line(max(start, end))
        return Region(
            first + 1,
            start - self._starts[first] + 1,
            last + 1,
            max(start, end) - self._starts[last] + 1,
        )

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column, kept inside the text."""
        line = min(max(line, 1), len(self._starts))
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return min(self._starts[line - 1] + max(column, 1) - 1, end)

    def line(self, number: int) -> str:
        """The text of a 1-based line without its end."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")

    @property
    def count(self) -> int:
        """How many lines there are; a last empty one counts."""
        return len(self._starts)

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1


class SourceText:
    """A program with positions as tools give them that count UTF-8 bytes."""

    def __init__(self, text: str) -> None:
        """`text` without a byte order mark."""
        self.lines = Lines(text)

    @property
    def is_valid(self) -> bool:
        """Whether it is not known to be broken; a reader of the language knows more."""
        return True

    @property
    def respelt(self) -> str:
        """The same program as an engine should have it."""
        return self.lines.text

    def between_bytes(self, start: int, end: int) -> Region:
        """The region of the UTF-8 bytes `start` up to `end`, as offsets from the start."""
        return self.lines.region(self._offset(start), self._offset(max(start, end)))

    def statement(self, region: Region) -> Region | None:
        """The simple statement around a region, where the language is read that far."""
        return None

    @cached_property
    def _data(self) -> bytes:
        return self.lines.text.encode("utf-8", "replace")

    def _offset(self, position: int) -> int:
        return len(self._data[:position].decode("utf-8", "ignore"))


Scalar = str | int | float | bool | None


@dataclass(slots=True)
class Node:
    """A value of JSON or YAML and where it stands. YAML scalars are strings as written."""

    value: "dict[str, Node] | list[Node] | Scalar"
    start: int
    """Offset of the first code point of the value, its quote included."""
    end: int
    """Offset after the last."""
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Offsets of the keys of a mapping."""
    tag: str = ""
    """The local tag of a YAML value: `!reset`."""

    @property
    def mapping(self) -> "dict[str, Node]":
        """The children by key; empty for what is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The children in order; empty for what is no sequence."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """The string; empty for what is no string."""
        return self.value if isinstance(self.value, str) else ""

    def get(self, *path: str) -> "Node | None":
        """The node at a path of keys, or None where the path ends early."""
        node: Node | None = self
        for key in path:
            node = node.mapping.get(key) if node else None
        return node

    def walk(self) -> "Iterator[Node]":
        """This node and all below it, in document order, without recursion."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            children = node.items or list(node.mapping.values())
            stack.extend(reversed(children))
