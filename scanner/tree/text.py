"""Bytes of the repository as text, and its text as something that may be shown."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of the encoding that gave it; a byte order mark is taken off."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return data.decode("latin-1"), "latin-1"


def printable(text: str) -> str:
    """Text of the repository made safe to show: no control, bidirectional or lone surrogate."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
