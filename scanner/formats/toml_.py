"""TOML as plain values, with the line of what is wrong."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from scanner.errors import ReadError

_HEADER = re.compile(r"^[ \t]*\[\[?(?P<table>[^\[\]\n]+)\]\]?[ \t]*(?:#.*)?\r?$")
_KEY = re.compile(r"^[ \t]*(?P<key>[\w-]+|\"[^\"\n]+\"|'[^'\n]+')[ \t]*=")
_LINE = re.compile(r"at line (\d+)")


def read(text: str) -> dict[str, Any]:
    """The document.

    Raises:
        ReadError: not TOML; with the line, which is the last one where the text ends too early.
    """
    _check_depth(text)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number that is too long
        said = _LINE.search(str(error))
        ends = "end of document" in str(error)
        line = int(said.group(1)) if said else text.count("\n") + 1 if ends else None
        raise ReadError("not valid TOML", line=line) from error


MAX_DOTS = 100
"""Parts of one dotted key: the parser makes a table of each, and looks all of them up again."""


def _check_depth(text: str) -> None:
    """Refuse keys of so many parts that the parser takes a time which grows with their square.

    Raises:
        ReadError: there is one, with its line.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_DOTS and line.partition("=")[0].count(".") > MAX_DOTS:
            raise ReadError(f"a key of more than {MAX_DOTS} parts", line=number)


def places(text: str) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Where each key of each table stands: the offset of the key, and of the line's end.

    By the table's name as its header has it, without quotes and blanks, and the key. Keys of inline
    tables and dotted keys are not among them.
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    table, at = "", 0
    for line in text.splitlines(keepends=True):
        if header := _HEADER.match(line.rstrip("\n")):
            table = re.sub(r"[\s\"']", "", header["table"])
        elif key := _KEY.match(line):
            name = key["key"].strip("\"'")
            found.setdefault((table, name), (at + key.start("key"), at + len(line.rstrip())))
        at += len(line)
    return found
