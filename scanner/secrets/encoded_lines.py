"""Values that a file holds encoded: in Secrets of Kubernetes, in `.pgpass`."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator

from scanner.secrets.line import Line, hidden


def decoded(encoded: str) -> str:
    """The text of base64; empty where it holds none."""
    try:
        return b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


_PGPASS = re.compile(
    r"^(?!#)(?:(?:\\.|[^:\\\n]){0,300}:){4}(?P<value>[^\n]+?)[ \t\r]*$", re.MULTILINE
)


def pgpass_lines(text: str) -> Iterator[Line]:
    """The last field of `host:port:database:user:password` (PostgreSQL, libpq-pgpass)."""
    for match in _PGPASS.finditer(text):
        yield hidden("password", match["value"], match.start("value"), len(match["value"]))
