"""Shell commands of a notebook: `!` lines, `%%bash` cells, `%pip`, and what its Python calls.

All cells become one script of the same length as the file, so that every place in it is true and a
variable that one cell sets is known to the next. What is not a command becomes blanks.
"""

import re
from collections.abc import Iterator

from scanner.deployments.format import Read
from scanner.deployments.scripts.script import Script
from scanner.deployments.scripts.shell import of_scripts
from scanner.formats import notebook
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

MENTIONED = re.compile(r"[%!]|get_ipython|os\.environ")
_SHELL_CELL = re.compile(r"\s*%%(?:bash|sh|shell|script\s+(?:\S*/)?(?:ba|z)?sh|cmd)\b[^\n]*")
_COMMAND = re.compile(
    r"[ \t]*(?:\w+[ \t]*=[ \t]*)?(!{1,2}|%(?=(?:pip|conda|mamba|uv|sx|system)\b))"
)
_CALL = re.compile(
    r"[ \t]*(?:\w+[ \t]*=[ \t]*)?get_ipython\(\)\.(?:system|getoutput|run_line_magic)\(\s*"
    r"(?P<quote>['\"])(?P<text>[^\n]*)(?P=quote)\s*\)\s*$"
)
_ENVIRON = re.compile(
    r"[ \t]*os\.environ(?:\[\s*|\.setdefault\(\s*)(?P<quote>['\"])(?P<name>\w+)\s*(?P=quote)"
    r"(?:\s*\]\s*=|\s*,)\s*(?P<value>'[^'\n]*'|\"[^\"\n]*\")\s*\)?\s*$"
)
_BLANKS = re.compile(r"(?<!\s)\s++(?=['\"]$)")
"""That an escaped quote leaves before it."""
_MAGIC_VARIABLE = re.compile(
    r"[ \t]*%(?:set_)?env[ \t]+(?P<name>\w+)(?:=|[ \t]+)(?P<value>\S+)\s*$"
)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


def scripts(source: Source) -> tuple[Script, ...]:
    """The commands of all cells as one script; none where there are none.

    Raises:
        ReadError: no JSON.
    """
    if not MENTIONED.search(source.text):
        return ()
    text = list(re.sub(r"[^\n]", " ", source.text))
    for nodes in notebook.cells(source.text):
        start = nodes[0].start
        for at, piece in _commands(_decoded(source.text, nodes)):
            text[start + at : start + at + len(piece)] = piece
    found = "".join(text)
    return (Script(source, found, Lines(source.text)),) if found.strip() else ()


def read(tree: Tree, source: Source) -> Read:
    """What the commands of a notebook start."""
    return of_scripts(tree, source, scripts(source))


def _decoded(text: str, nodes: tuple[Node, ...]) -> str:
    """The cell's text over the length that it has in the file: quotes and escapes leave blanks."""
    found = []
    for node, following in zip(nodes, (*nodes[1:], None), strict=True):
        inside = text[node.start + 1 : node.end - 1]
        found.append(" " + _ESCAPE.sub(_same_length, inside) + " ")
        gap = text[node.end : following.start] if following else ""
        is_continued = node.text.rstrip("\n").endswith("\\")
        found.append(" " * len(gap) if is_continued else re.sub(r"[^\n]", " ", gap))
    return "".join(found)


def _same_length(match: re.Match[str]) -> str:
    """A line's end comes first, so that a backslash stays right before it."""
    letter = _ESCAPED.get(match.group()[1], "?")
    return letter.ljust(len(match.group())) if letter == "\n" else letter.rjust(len(match.group()))


def _commands(cell: str) -> Iterator[tuple[int, str]]:
    """The stretches of a cell that a shell reads, with their offsets."""
    whole = _SHELL_CELL.match(cell)
    if whole:
        yield whole.end(), cell[whole.end() :]
        return
    at, is_continued = 0, False
    for line in cell.splitlines(keepends=True):
        command = _command(line, is_continued)
        if command is not None:
            yield at, command
        is_continued = command is not None and line.rstrip().endswith("\\")
        at += len(line)


def _command(line: str, is_continued: bool) -> str | None:
    """A line as the shell gets it, at its length; None for Python."""
    ends = line[len(line.rstrip("\n")) :]
    if is_continued:
        return _joined(line)
    if found := _COMMAND.match(line):
        return _joined(" " * found.end() + line[found.end() :])
    if found := _CALL.match(line.rstrip("\n")):
        words = re.sub(r"['\"]\s*,\s*['\"]", lambda m: " " * len(m.group()), found["text"])
        return (" " * found.start("text") + words).ljust(len(line) - len(ends)) + ends
    if found := _ENVIRON.match(line.rstrip("\n")) or _MAGIC_VARIABLE.match(line.rstrip("\n")):
        assigned = f"export {found['name']}={_BLANKS.sub('', found['value'])}"
        return assigned.ljust(len(line) - len(ends)) + ends
    return None


def _joined(line: str) -> str:
    """A line that goes on below, with blanks for the backslash and the line's end."""
    if not line.rstrip().endswith("\\"):
        return line
    return line.rstrip()[:-1].ljust(len(line))
