"""TOML as plain values, with the line of what is wrong."""

import re
import tomllib
from typing import Any

from scanner.errors import ReadError

_LINE = re.compile(r"at line (\d+)")


def read(text: str) -> dict[str, Any]:
    """The document.

    Raises:
        ReadError: not TOML; with the line, which is the last one where the text ends too early.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number that is too long
        said = _LINE.search(str(error))
        ends = "end of document" in str(error)
        line = int(said.group(1)) if said else text.count("\n") + 1 if ends else None
        raise ReadError("not valid TOML", line=line) from error
