"""Dockerfiles as instructions with positions.

Own reader: the published parser takes the body of a heredoc for instructions, so a `USER root`
inside a script would become the image's user.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError
from scanner.formats.positions import Lines
from scanner.model.place import Region

MAX_LINE = 100_000
"""Code points of one physical line; longer is no Dockerfile that a person wrote."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_DIRECTIVE = re.compile(r"^#\s*escape\s*=\s*([`\\])\s*$", re.IGNORECASE)
_INSTRUCTION = re.compile(r"^\s*([A-Za-z]+)(?:\s+|$)")
_TRIGGER = re.compile(r"([A-Za-z]+)(?:\s+|$)")
_HEREDOC = re.compile(r"<<-?\s*[\"']?([A-Za-z_][\w.-]*)[\"']?")
_PAIR = re.compile(
    r"""(?<![\w.-])([A-Za-z_][\w.-]*+)\s*+=\s*+"""
    r"""("(?>(?:\\.|[^"\\])*)"|'[^']*'|(?>(?:\\.|[^\s\\"'])*))""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction; `start` is the offset of its name, `text` all behind the name as written."""

    name: str
    """Upper case."""
    text: str
    text_start: int
    start: int
    end: int
    body: str = ""
    """The lines of its heredocs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """`NAME=value` of an ENV or ARG, unquoted, not expanded."""

    name: str
    value: str | None
    region: Region


def read(text: str) -> tuple[Instruction, ...]:
    """The instructions in order; comments and empty lines left out.

    Raises:
        ReadError: a line longer than `MAX_LINE`.
    """
    return tuple(_instructions(text))


def _instructions(text: str) -> Iterator[Instruction]:
    escape = _escape(text)
    lines = [line for line in _LINE.findall(text) if line]
    number = at = 0
    while number < len(lines):
        start = at
        parts: list[str] = []
        while number < len(lines):
            line = lines[number]
            if len(line) > MAX_LINE:
                raise ReadError(f"a line of more than {MAX_LINE} characters", line=number + 1)
            number, at = number + 1, at + len(line)
            if parts and line.lstrip().startswith("#"):
                parts.append(" " * len(line))
                continue
            bare = line.rstrip()
            continued = bare.endswith(escape) and not line.lstrip().startswith("#")
            parts.append(bare[:-1] + " " * (len(line) - len(bare) + 1) if continued else line)
            if not continued:
                break
        logical = "".join(parts)
        match = _INSTRUCTION.match(logical)
        if not match or logical.lstrip().startswith("#"):
            continue
        if match.group(1).upper() == "ONBUILD":  # what images do that are based on this one
            match = _TRIGGER.match(logical, match.end()) or match
        name = match.group(1).upper()
        body = ""
        if name in {"RUN", "COPY", "ADD"}:
            for heredoc in _HEREDOC.finditer(logical):
                while number < len(lines) and lines[number].strip() != heredoc.group(1):
                    body += lines[number]
                    number, at = number + 1, at + len(lines[number])
                if number < len(lines):
                    number, at = number + 1, at + len(lines[number])
        rest = logical[match.end() :].rstrip()
        begin = start + match.start(1)
        after = start + match.end()
        yield Instruction(name, rest, after, begin, after + len(rest), body)


def pairs(instruction: Instruction, lines: Lines) -> Iterator[Pair]:
    """The assignments of an ENV, ARG or LABEL, in either form (`NAME=value`, `ENV NAME value`)."""
    text, base = instruction.text, instruction.text_start
    if instruction.name == "ENV" and not re.match(r"[\w.-]+\s*=", text):
        name, _, value = text.partition(" ")
        if name:
            yield Pair(name, value.strip(), lines.region(base, base + len(text)))
        return
    if instruction.name == "ARG" and "=" not in text:
        for word in re.finditer(r"\S+", text):
            yield Pair(word.group(), None, lines.region(base + word.start(), base + word.end()))
        return
    for match in _PAIR.finditer(text):
        region = lines.region(base + match.start(), base + match.end())
        yield Pair(match.group(1), _unquoted(match.group(2)), region)


def _unquoted(value: str) -> str:
    if value[:1] == value[-1:] and value[:1] in {'"', "'"} and len(value) > 1:
        value = value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)


def _escape(text: str) -> str:
    """The escape character: a parser directive may change it before the first instruction."""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        directive = _DIRECTIVE.match(line)
        if directive:
            return directive.group(1)
    return "\\"
