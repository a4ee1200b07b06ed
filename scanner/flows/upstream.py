"""Langflow's own files, as a fork or a vendored copy holds them: byte for byte those of a release.

The repository cannot fix them: what is known against them is reported for the release as a whole
(LF-VER-001). A file with one changed character is the repository's own.
"""

import hashlib
from functools import cache

from scanner import rules
from scanner.tree.source import FileKind, Source

FILE = "knowledge/upstream_files.bin"
SIZE = 12
"""Bytes of a digest that are kept: to find another text for one of them takes 2 ** 80 attempts."""
LEAST = 200
"""Code points: what is shorter is empty, or the same in many projects."""
_PACKAGES = frozenset({"langflow", "lfx"})


def digest(text: str) -> bytes:
    """The beginning of the SHA-256 of a text with the line ends of Unix."""
    plain = text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    return hashlib.sha256(plain).digest()[:SIZE]


def is_upstream(source: Source) -> bool:
    """Whether a Python file or a starter flow of a package `langflow` or `lfx` is a release's.

    Elsewhere the same file is somebody's: a starter flow that is deployed, a component of one's own
    server.
    """
    if source.kind not in {FileKind.PYTHON, FileKind.FLOW}:
        return False
    if not _PACKAGES.intersection(source.uri.split("/")[:-1]) or len(source.data) < LEAST:
        return False
    return digest(source.text) in _known()


@cache
def _known() -> frozenset[bytes]:
    data = rules.read_bytes(FILE)
    return frozenset(data[at : at + SIZE] for at in range(0, len(data), SIZE))
