"""Configurations made of directives and blocks, with positions: nginx and Caddy.

nginx ends a directive with `;` and takes any white space (nginx.org/en/docs/beginners_guide.html);
Caddy ends one with the line (caddyserver.com/docs/caddyfile/concepts). Includes are not followed:
what they bring in is not known, and whoever reads the directives sees that there are some.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError

MAX_DEPTH = 30
MAX_WORDS = 200_000

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\f\v]+|\\\r?\n)
    | (?P<line>\r\n|\r|\n)
    | (?P<comment>\#[^\r\n]*)
    | (?P<word>"(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | `[^`]*`
        | (?:\$?\{[$A-Za-z_][^{}\s]*\} | \\. | [^\s;{}"'`\\])
          (?:\$?\{[$\w][^{}\s]*\} | \\. | [^\s;{}\\])*)
    | (?P<mark>[;{}])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Directive:
    """A name with arguments, and the directives of its block."""

    name: str
    """Of a Caddy site without further words, its first address."""
    args: tuple[str, ...]
    """Unquoted."""
    start: int
    end: int
    """Offset after its last word; its block is not spanned."""
    block: "tuple[Directive, ...] | None" = None

    def walk(self) -> "Iterator[Directive]":
        """The directive and all below it, in order."""
        stack = [self]
        while stack:
            one = stack.pop()
            yield one
            stack.extend(reversed(one.block or ()))

    def of(self, *names: str) -> "Iterator[Directive]":
        """The directives of these names at the top of its block."""
        return (one for one in self.block or () if one.name in names)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    is_mark: bool = False


def read_nginx(text: str) -> tuple[Directive, ...]:
    """The directives at the top of an nginx configuration.

    Raises:
        ReadError: braces that do not match, or deeper or larger than the caps.
    """
    return _Blocks(text, by_line=False).read()


def read_caddyfile(text: str) -> tuple[Directive, ...]:
    """The directives at the top of a Caddyfile: options (no name), snippets, and sites.

    Raises:
        ReadError: as `read_nginx`.
    """
    return _Blocks(text, by_line=True).read()


class _Blocks:
    """Puts words together to directives, and directives to blocks."""

    def __init__(self, text: str, *, by_line: bool) -> None:
        self._text = text
        self._by_line = by_line

    def read(self) -> tuple[Directive, ...]:
        open_blocks: list[tuple[list[_Word], list[Directive]]] = [([], [])]
        words: list[_Word] = []
        for word in self._words():
            if not word.is_mark:
                words.append(word)
                continue
            if word.text == "{":
                open_blocks.append((words, []))
                words = []
                if len(open_blocks) > MAX_DEPTH:
                    raise ReadError(f"more than {MAX_DEPTH} levels", line=self._line(word))
                continue
            if words:
                open_blocks[-1][1].append(_directive(words, word.start))
                words = []
            if word.text == "}":
                if len(open_blocks) == 1:
                    raise ReadError("a closing brace that nothing opened", line=self._line(word))
                head, found = open_blocks.pop()
                open_blocks[-1][1].append(_directive(head, word.start, tuple(found)))
        if words:
            open_blocks[-1][1].append(_directive(words, len(self._text)))
        if len(open_blocks) > 1:
            raise ReadError("a brace that nothing closes", line=self._text.count("\n") + 1)
        return tuple(open_blocks[0][1])

    def _words(self) -> Iterator[_Word]:
        at = count = 0
        while at < len(self._text):
            match = _TOKEN.match(self._text, at)
            if match is None:  # a quote that nothing closes, a lone backslash
                at += 1
                continue
            at = match.end()
            kind, raw = match.lastgroup, match.group()
            count += 1
            if count > MAX_WORDS:
                raise ReadError(f"more than {MAX_WORDS} words")
            if kind == "word":
                yield _Word(_unquoted(raw), match.start(), match.end())
            elif kind == "mark" and not (self._by_line and raw == ";"):
                yield _Word(raw, match.start(), match.end(), is_mark=True)
            elif kind == "line" and self._by_line:
                yield _Word("\n", match.start(), match.end(), is_mark=True)

    def _line(self, word: _Word) -> int:
        return self._text.count("\n", 0, word.start) + 1


def _directive(
    words: list[_Word], at: int, block: tuple[Directive, ...] | None = None
) -> Directive:
    if not words:
        return Directive("", (), at, at, block)
    args = tuple(word.text for word in words[1:])
    return Directive(words[0].text, args, words[0].start, words[-1].end, block)


def _unquoted(raw: str) -> str:
    return raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'`" else raw
