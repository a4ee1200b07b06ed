"""Object literals of JavaScript and Bicep with positions, as far as they are literals.

`{ key: value }` with or without commas, lists, strings in any quotes, numbers. Anything that only
the language can work out is kept as written and marked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError
from scanner.formats.positions import Node

EXPRESSION = "expression"
"""The tag of a node whose value is the text of something that a program works out."""
MAX_SIZE = 500_000
MAX_DEPTH = 100

_SPACE = re.compile(r"(?>(?:[\s,;]++|//[^\n]*+|/\*(?s:.*?)\*/|#disable[^\n]*+)*)")
_KEY = re.compile(r"(?:\"([^\"\n]*)\"|'([^'\n]*)'|([A-Za-z_$][\w$-]*))\s*(?::|=(?![=>]))")
_STRING = re.compile(
    r"'''(?s:(.*?))'''|\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`"
)
_PLAIN = re.compile(r"(true|false|null|-?\d+(?:\.\d+)?)(?![\w.(])")
_REST = re.compile(r"[^\s,{}\[\]()'\"`]+")
_OPENING = {"{": "}", "[": "]", "(": ")"}


def read(text: str, at: int) -> Node:
    """The literal that begins at or behind an offset.

    Raises:
        ReadError: larger or deeper than the caps.
    """
    if len(text) > MAX_SIZE:
        raise ReadError(f"more than {MAX_SIZE} characters")
    return _Reader(text).value(at, 0)[0]


def objects(text: str, opening: re.Pattern[str]) -> Iterator[Node]:
    """The object behind each match of a pattern, which ends in front of its brace.

    Raises:
        ReadError: larger or deeper than the caps.
    """
    end = 0
    for match in opening.finditer(text):
        if match.end() >= end:
            node = read(text, match.end())
            end = node.end
            yield node


@dataclass
class _Reader:
    text: str

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        """The value at an offset, and the offset behind it."""
        at = self._skip(at)
        if depth > MAX_DEPTH:
            line = self.text.count("\n", 0, at) + 1
            raise ReadError(f"more than {MAX_DEPTH} levels", line=line)
        character = self.text[at : at + 1]
        if character == "{":
            return self._mapping(at, depth)
        if character == "[":
            return self._list(at, depth)
        string = _STRING.match(self.text, at)
        if string is not None:
            return self._string(string)
        plain = _PLAIN.match(self.text, at)
        if plain is not None:
            return Node(plain[1] if plain[1] != "null" else None, at, plain.end()), plain.end()
        return self._expression(at, depth)

    def _string(self, match: re.Match[str]) -> tuple[Node, int]:
        written = next((group for group in match.groups() if group is not None), "")
        text = re.sub(r"\\(.)", r"\1", written)
        tag = EXPRESSION if "${" in written else ""
        return Node(text, match.start(), match.end(), tag=tag), match.end()

    def _mapping(self, at: int, depth: int) -> tuple[Node, int]:
        made, values = Node({}, at, at), {}
        at = self._skip(at + 1)
        while at < len(self.text) and self.text[at] != "}":
            key = _KEY.match(self.text, at)
            if key is None:
                _, at = self._expression(at, depth)
            else:
                name = key[1] or key[2] or key[3] or ""
                values[name], end = self.value(key.end(), depth + 1)
                made.keys[name] = (at, key.end())
                at = end
            at = self._skip(at)
        made.value, made.end = values, min(at + 1, len(self.text))
        return made, made.end

    def _list(self, at: int, depth: int) -> tuple[Node, int]:
        start, values = at, []
        at = self._skip(at + 1)
        while at < len(self.text) and self.text[at] != "]":
            node, at = self.value(at, depth + 1)
            values.append(node)
            at = self._skip(at)
        end = min(at + 1, len(self.text))
        return Node(values, start, end), end

    def _expression(self, at: int, depth: int) -> tuple[Node, int]:
        """What only the language can work out: up to where a value ends."""
        start = at
        while at < len(self.text):
            character = self.text[at]
            if character in _OPENING:
                at = self._closed(at)
            elif character in "'\"`":
                string = _STRING.match(self.text, at)
                at = string.end() if string else at + 1
            else:
                rest = _REST.match(self.text, at)
                if rest is None:
                    break
                at = rest.end()
        at = max(at, start + 1)
        return Node(self.text[start:at], start, at, tag=EXPRESSION), at

    def _closed(self, at: int) -> int:
        """The offset behind the bracket that closes the one at an offset."""
        depth = 0
        for match in re.compile(r"[{}\[\]()]").finditer(self.text, at):
            depth += 1 if match.group() in _OPENING else -1
            if depth == 0:
                return match.end()
        return len(self.text)

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at
