"""Files of sections with `key = value` lines and positions: systemd units, and flat TOML tables.

Every line of a key is kept, because systemd reads a repeated key as a list. A TOML value that spans
lines is not put together: manifests of hosting platforms write settings on one line each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError

MAX_LINE = 100_000

_SECTION = re.compile(r"^[ \t]*+\[{1,2}+([^\[\]\r\n]++)\]{1,2}+[ \t]*+(?:[#;].*)?$")
_ENTRY = re.compile(r"^[ \t]*(\"[^\"\r\n]+\"|[A-Za-z_][\w.-]*)[ \t]*=[ \t]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a section; `start` and `end` span its value as written."""

    section: str
    key: str
    value: str
    start: int
    end: int
    key_start: int


def read(text: str) -> Iterator[Entry]:
    r"""The entries in order. A line that ends with `\` goes on in the next, as systemd has it.

    Raises:
        ReadError: a line longer than `MAX_LINE`.
    """
    section, at = "", 0
    lines = iter(enumerate(text.splitlines(keepends=True), 1))
    for number, line in lines:
        start, at = at, at + len(line)
        if len(line) > MAX_LINE:
            raise ReadError(f"a line of more than {MAX_LINE} characters", line=number)
        if line.lstrip().startswith(("#", ";")):
            continue
        header, entry = _SECTION.match(line.rstrip("\r\n")), _ENTRY.match(line)
        if header:
            section = header.group(1).strip(" \t").strip('"')
        elif entry:
            last = line
            while last.rstrip("\r\n").endswith("\\"):
                _, last = next(lines, (0, ""))
                at += len(last)
            begin = start + entry.end()
            value = text[begin:at].rstrip()
            key = entry.group(1).strip('"')
            yield Entry(section, key, value, begin, begin + len(value), start + entry.start(1))


def toml_string(value: str) -> str | None:
    """A TOML basic or literal string, number or boolean as text; None for what is none of these."""
    match = re.match(r"\"((?:\\.|[^\"\\])*)\"|'([^']*)'|([\w.+-]+)", value)
    if match is None:
        return None
    if match.group(1) is not None:
        return re.sub(r"\\([\"\\])", r"\1", match.group(1))
    return match.group(2) if match.group(2) is not None else match.group(3)
