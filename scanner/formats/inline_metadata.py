"""Requirements that a script carries in a comment (PEP 723) with offsets.

Format: https://packaging.python.org/en/latest/specifications/inline-script-metadata/
"""

import re
import tomllib

from scanner.errors import ReadError
from scanner.formats import requirements
from scanner.formats.requirements import Entry

_BLOCK = re.compile(
    r"(?m)^# /// script[ \t]*\r?$\n(?P<content>(^#(| [^\r\n]*)\r?$\n)+?)^# ///[ \t]*\r?$"
)
_COMMENT = re.compile(r"(?m)^# ?")


def read(text: str) -> tuple[Entry, ...]:
    """The entries of `dependencies`; none where the script has no such comment.

    Raises:
        ReadError: the block is no TOML, or there are two.
    """
    blocks = list(_BLOCK.finditer(text))
    if not blocks:
        return ()
    line = text.count("\n", 0, blocks[-1].start()) + 1
    if len(blocks) > 1:
        raise ReadError("two blocks of script metadata", line=line)
    start, content = blocks[0].start("content"), blocks[0].group("content")
    try:
        listed = tomllib.loads(_COMMENT.sub("", content)).get("dependencies", [])
    except (ValueError, RecursionError) as error:
        raise ReadError("script metadata that is not valid TOML", line=line) from error
    found: list[Entry] = []
    at = 0
    for words in listed if isinstance(listed, list) else []:
        if not isinstance(words, str):
            raise ReadError("a dependency that is no text", line=line)
        place = content.find(words, at)
        at = place + len(words) if place >= 0 else at
        moved = (requirements.moved(one, start + max(place, 0)) for one in requirements.read(words))
        found.extend(moved)
    return tuple(found)
