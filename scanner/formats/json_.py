"""JSON with positions: every value knows its offsets, and a string knows those of its characters.

PyYAML is no JSON reader (it refuses escaped emoji and long keys), and the standard library keeps
no positions; its string scanner is used for the strings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

from scanner.errors import ReadError
from scanner.formats.positions import Lines, Node

MAX_DEPTH = 200

_SPACE = re.compile(r"[ \t\n\r]*")
_BLANKS = frozenset(" \t\n\r")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_WORDS: tuple[tuple[str, bool | None], ...] = (("true", True), ("false", False), ("null", None))
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u.{4}|\\.")


def read(text: str) -> Node:
    """The document as a tree of nodes.

    Raises:
        ReadError: not JSON, or nested deeper than `MAX_DEPTH`; with the line.
    """
    return _Reader(text).document()


def documents(text: str) -> Iterator[Node]:
    """The documents of a text one after another, as JSON Lines has them.

    Raises:
        ReadError: as for `read`; a text after a document is another document.
    """
    reader, at = _Reader(text), 0
    while True:
        node, at = reader.value_from(at)
        yield node
        if at == len(text):
            return


_WITH_COMMENTS = re.compile(r'(?P<string>"(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'(?P<string>"(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def without_comments(text: str) -> str:
    """JSON as editors allow it, with comments and last commas blanked out: offsets stay true."""

    def blank(match: re.Match[str]) -> str:
        return match["string"] or re.sub(r"[^\n]", " ", match.group())

    return _LAST_COMMA.sub(blank, _WITH_COMMENTS.sub(blank, text))


@dataclass
class _Reader:
    """Recursive descent; depth is capped well below the interpreter's own limit."""

    text: str

    def value_from(self, at: int) -> tuple[Node, int]:
        """The value that begins behind the blanks, and where the next one begins."""
        node, at = self._value(self._skip(at), 0)
        return node, self._skip(at)

    def document(self) -> Node:
        """The one value of the text."""
        node, at = self.value_from(0)
        if at != len(self.text):
            raise self._error("text after the end of the document", at)
        return node

    def _value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH} levels", at)
        opening = self.text[at : at + 1]
        match opening:
            case '"':
                value, end = self._string(at)
                return Node(value, at, end), end
            case "{":
                return self._mapping(at, depth)
            case "[":
                return self._sequence(at, depth)
        for word, meaning in _WORDS:
            if self.text.startswith(word, at):
                return Node(meaning, at, at + len(word)), at + len(word)
        number = _NUMBER.match(self.text, at)
        if not number:
            found = repr(opening) if opening else "the end of the text"
            raise self._error(f"a value was expected, not {found}", at)
        digits = number.group()
        if len(digits) > 4000:
            raise self._error("a number of more than 4,000 digits", at)
        is_float = number.group(1) or number.group(2)
        return Node(float(digits) if is_float else int(digits), at, number.end()), number.end()

    def _mapping(self, start: int, depth: int) -> tuple[Node, int]:
        children: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        at = self._skip(start + 1)
        if self.text[at : at + 1] == "}":
            return Node(children, start, at + 1), at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise self._error("a key in double quotes was expected", at)
            key, end = self._string(at)
            keys[key] = (at, end)
            at = self._skip(end)
            if self.text[at : at + 1] != ":":
                raise self._error("':' was expected after a key", at)
            children[key], at = self._value(self._skip(at + 1), depth + 1)
            at = self._skip(at)
            if self.text[at : at + 1] == "}":
                return Node(children, start, at + 1, keys), at + 1
            at = self._comma(at, "}")

    def _sequence(self, start: int, depth: int) -> tuple[Node, int]:
        children: list[Node] = []
        at = self._skip(start + 1)
        if self.text[at : at + 1] == "]":
            return Node(children, start, at + 1), at + 1
        while True:
            child, at = self._value(at, depth + 1)
            children.append(child)
            at = self._skip(at)
            if self.text[at : at + 1] == "]":
                return Node(children, start, at + 1), at + 1
            at = self._comma(at, "]")

    def _comma(self, at: int, closing: str) -> int:
        if self.text[at : at + 1] != ",":
            raise self._error(f"',' or '{closing}' was expected", at)
        return self._skip(at + 1)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, at + 1, False)
        except ValueError as error:
            raise self._error("a string that does not end or holds a bad escape", at) from error
        return value, end

    def _skip(self, at: int) -> int:
        if self.text[at : at + 1] not in _BLANKS:  # the common case, and the cheap one
            return at
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _error(self, words: str, at: int) -> ReadError:
        region = Lines(self.text).region(at, at)
        return ReadError(words, line=region.start_line)


def raw_offset(text: str, node: Node, index: int) -> int:
    """The offset in `text` of the character `index` of a string node's value; escapes counted."""
    at, left = node.start + 1, index
    for escape in _ESCAPE.finditer(text, at, node.end - 1):
        plain = escape.start() - at
        if left < plain:
            break
        left -= plain
        if left == 0:
            return escape.start()
        left -= 1
        at = escape.end()
    return min(at + left, node.end - 1)
