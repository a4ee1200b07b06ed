"""Comments that speak to scanners, in any kind of text: ours and those of other tools.

Lines are the lines of a file. In JSON, where code stands in strings, they are the lines of that
code too: both a line end and a written `\\n` end one. `number` counts them from 0.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase


class Speaker(StrEnum):
    """Whose comments they are, by the name of the tool that reads them."""

    OURS = "langflow-scan"
    BANDIT = "bandit"
    SEMGREP = "semgrep"
    DETECT_SECRETS = "detect-secrets"
    RUFF = "ruff"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, and the line that it is about."""

    speaker: Speaker
    line: int
    """The line it stands on or, where it stands alone, the next one that is no comment."""
    ids: tuple[str, ...]
    """Rules by the speaker's own names; empty for all of them."""
    reason: str = ""
    """Ours only."""


_LEAD = r"(?:\#|//|/\*|<!--|\{\#|--|;)"
_OURS = re.compile(
    rf"{_LEAD}\s*langflow-scan:\s*ignore(?:\[(?P<ids>[^\]\n]*)\])?(?P<reason>[^\n]*)"
)
_STRING_END = re.compile(r"\\?\".*|\\[nr].*|'\s*[,)\]}].*")
"""Where a string ends that a comment stands in: what follows may be anything, a secret too."""
MAX_REASON = 200
MAX_COMMENTS = 100
"""Lines of comments in a row."""
_END = re.compile(r"\s*(?:\*/|-->|\#\}).*$")
_OTHERS = (
    (Speaker.BANDIT, re.compile(rf"{_LEAD}\s*nosec\b:?\s*(?P<ids>B\d{{3}}(?:[,\s]+B\d{{3}})*)?")),
    (
        Speaker.SEMGREP,
        re.compile(rf"{_LEAD}\s*(?:nosemgrep|nosem)\b(?::\s*(?P<ids>[\w.-]+(?:\s*,\s*[\w.-]+)*))?"),
    ),
    (
        Speaker.DETECT_SECRETS,
        re.compile(
            rf"{_LEAD}\s*pragma:\s*(?:allow|white)list(?P<ids>)[ -](?P<next>nextline[ -])?secret"
        ),
    ),
    (
        Speaker.RUFF,
        re.compile(rf"{_LEAD}\s*noqa:\s*(?P<ids>[A-Z]+[0-9]*(?:[,\s]+[A-Z]+[0-9]+)*)", re.I),
    ),
)
_WORDS = ("langflow-scan:", "nosec", "nosem", "pragma:", "noqa")
"""In any case; one of them is in every comment that speaks to a tool."""
_TO_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_ESCAPED_END = re.compile(r"\r\n|\r|\n|(?<!\\)(?:\\\\)*\\n")
_END_OF_LINE = re.compile(r"\r\n|\r|\n")
_ALONE = re.compile(r"^[\s\"]*(?:\#|//|/\*|<!--|\{\#|--|;)")


class Comments:
    """The comments of one text."""

    def __init__(self, text: str, *, in_strings: bool) -> None:
        """`in_strings` for JSON, whose strings hold the code."""
        self._text = text
        self._end = _ESCAPED_END if in_strings else _END_OF_LINE

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in self._end.finditer(self._text))]

    def line(self, offset: int) -> int:
        """The line of an offset into the text."""
        return bisect_right(self._starts, offset) - 1

    def start(self, number: int) -> int:
        """The offset at which a line begins."""
        return self._starts[number]

    def __iter__(self) -> Iterator[Comment]:
        """All comments, in order."""
        seen = -1
        for offset in sorted(self._offsets()):
            number = self.line(offset)
            if number != seen:
                seen = number
                yield from self._of_line(number)

    def _offsets(self) -> Iterator[int]:
        """Where the words are; a search for plain text is many times faster than for a pattern."""
        folded = self._text.lower()
        if len(folded) != len(self._text):  # some capital becomes two characters
            folded = self._text.translate(_TO_LOWER)
        for word in _WORDS:
            offset = folded.find(word)
            while offset >= 0:
                yield offset
                offset = folded.find(word, offset + 1)

    def _of_line(self, number: int) -> Iterator[Comment]:
        words = self._words(number)
        line = self._target(number)
        if ours := _OURS.search(words):
            ids = tuple(part.strip() for part in (ours["ids"] or "").split(",") if part.strip())
            reason = _STRING_END.sub("", ours["reason"])[:MAX_REASON]
            yield Comment(Speaker.OURS, line, ids, _END.sub("", reason).strip(" \t\r:-"))
        for speaker, pattern in _OTHERS:
            for match in pattern.finditer(words):
                ids = tuple(re.split(r"[,\s]+", match["ids"])) if match["ids"] else ()
                after = 1 if match.groupdict().get("next") else 0
                yield Comment(speaker, number + after if after else line, ids)

    def _target(self, number: int) -> int:
        """The next line that is no comment, for a comment that stands alone."""
        at = number
        last = min(len(self._starts) - 1, number + MAX_COMMENTS)
        while at < last and _ALONE.match(self._words(at)):
            at += 1
        return at

    def _words(self, number: int) -> str:
        last = number + 1 >= len(self._starts)
        return self._text[self._starts[number] : None if last else self._starts[number + 1]]
