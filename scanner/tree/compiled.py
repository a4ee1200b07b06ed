"""Compiled Python: which file is some, and the texts in it as they stand there.

The texts are found by their bytes. Nothing is unmarshalled: that is only safe with what one wrote
oneself.
"""

import re
from collections.abc import Iterator

_MARK = b"\r\n"
"""After the two bytes of the version (`importlib.util.MAGIC_NUMBER`)."""
_SHORT = re.compile(rb"(?=[zZ\xda\xfa]([\x0c-\xff]))", re.DOTALL)
"""A text of up to 255 bytes: its kind, with or without a flag, then its length (`marshal.c`)."""
_LONG = re.compile(rb"(?=[aAustS\xe1\xc1\xf5\xf3\xf4\xd3](..)\0\0)", re.DOTALL)
"""Longer texts and bytes, with a length of four bytes."""
MAX_BYTES = 1_000_000
"""Of one file that are looked at."""
MIN_LENGTH, MAX_LENGTH = 12, 4096
_PRINTED = re.compile(rb"[\x09\x0a\x0d\x20-\x7e]+")


def is_compiled(uri: str, head: bytes) -> bool:
    """Whether a file is what CPython compiled, by its name and its first bytes."""
    return uri.lower().endswith((".pyc", ".pyo")) and head[2:4] == _MARK


def readable(data: bytes) -> bytes:
    """The texts in it, one after the other."""
    return b"\n".join(_texts(data[:MAX_BYTES]))


def _texts(data: bytes) -> Iterator[bytes]:
    for pattern, before in ((_SHORT, 2), (_LONG, 5)):
        at = 0
        while found := pattern.search(data, at):
            start = found.start() + before
            end = start + int.from_bytes(found[1], "little")
            at = found.start() + 1
            printed = _PRINTED.match(data, start, min(end, start + MAX_LENGTH))
            if printed and printed.end() - start >= MIN_LENGTH and printed.end() == end:
                yield printed[0]
                at = end
