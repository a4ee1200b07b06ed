"""Fenced code blocks of Markdown (spec.commonmark.org, section 4.5) with their line numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BLOCKS = 2_000

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}+|~{3,}+)[ \t]*+(?P<info>[^`\r\n]*+)$")
_LANGUAGE = re.compile(r"[{.\s]*([\w+-]+)")
_PROMPT = re.compile(r"^([ \t]*)(\$|%|❯|➜) ")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    """The first word of the info string, lower case; empty for none."""
    text: str
    """As many empty lines as stand before the block, then its lines: so places stay true."""


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks in order, at most `MAX_BLOCKS`; an open one ends with the text."""
    lines = re.split(r"\r\n|\r|\n", text)
    number = found = 0
    while number < len(lines) and found < MAX_BLOCKS:
        match = _FENCE.match(lines[number])
        number += 1
        if match is None:
            continue
        fence, first = match["fence"], number
        close = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
        while number < len(lines) and not close.match(lines[number]):
            number += 1
        language = _LANGUAGE.match(match["info"])
        body = "\n".join(lines[first:number])
        yield Block(language.group(1).lower() if language else "", "\n" * first + body)
        number += 1
        found += 1


def commands(text: str) -> str:
    """A block of shell commands without prompts; where there are prompts, other lines are output.

    Prompts become spaces, so that columns stay true.
    """
    lines = text.split("\n")
    if not any(_PROMPT.match(line) for line in lines):
        return text
    kept: list[str] = []
    continued = False
    for line in lines:
        prompt = _PROMPT.match(line)
        shown = " " * prompt.end() + line[prompt.end() :] if prompt else line
        kept.append(shown if prompt or continued else "")
        continued = bool(prompt or continued) and line.rstrip().endswith("\\")
    return "\n".join(kept)
