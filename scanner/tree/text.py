"""Bytes of the repository as text, and its text as something that may be shown."""

import re

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_NARROW = re.compile(rb"[\t\n\r -~]{24}")
"""So many bytes of ASCII in a row are no UTF-16: its every other byte would be something else."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of the encoding that gave it; a byte order mark is taken off.

    A mark is not believed where the bytes behind it are 8-bit text: a shell reads such a file all
    the same. NUL is taken out: shells and most parsers of `.env` files pass over it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (text := _wide(data[len(mark) :], encoding)) is not None:
            return text, encoding[:6]
    if b"\0" in data:
        unmarked = _unmarked(data)
        if unmarked and (text := _wide(data, unmarked)) is not None:
            return text, "utf-16"
        data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _wide(data: bytes, encoding: str) -> str | None:
    """UTF-16 that may be meant: no NUL in it, and no stretch that is readable as it is."""
    if _NARROW.search(data):
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _unmarked(data: bytes) -> str:
    """UTF-16 of whichever order makes most pairs of bytes a character of ASCII; else empty."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) * 5 < len(data) * 2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


_UNWRITTEN = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def looks_written(head: bytes) -> bool:
    """Whether bytes with a NUL in them are text but for that: nothing else in them is control.

    One NUL must not hide a file; what a program wrote has many, or bytes that are no UTF-8.
    """
    text, encoding = decode(head[: len(head) & ~1])
    if encoding == "utf-16":
        return not _UNWRITTEN.search(text)
    plain = head.replace(b"\0", b"")
    # The cut may have split the last character.
    text = plain.decode("utf-8", "replace").removesuffix("\ufffd")
    return len(plain) * 10 >= len(head) * 9 and not _UNWRITTEN.search(text)


def printable(text: str) -> str:
    """Text of the repository made safe to show: control and bidirectional characters and lone
    surrogates as escapes."""
    return text if text.isprintable() else "".join(map(escaped, text))


def escaped(character: str) -> str:
    """A character, or how Python would write one that is not seen or turns a line around."""
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
