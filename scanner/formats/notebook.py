"""Jupyter notebooks (nbformat 3 and 4) as cells of Python with positions.

A cell is Python with additions. Magics and shell escapes become `pass`, and a top-level `await`
becomes `not` of the same length, so that what is left parses and keeps its lines and columns.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.formats import json_
from scanner.formats.positions import Node

_MAGIC = re.compile(r"^([ \t]*)[%!?].*$|^([ \t]*)\S+\?{1,2}[ \t]*$", re.MULTILINE)
_CAPTURED = re.compile(r"^([ \t]*[A-Za-z_][\w, ]{0,100}=[ \t]*)[!%].*$", re.MULTILINE)
"""`files = !ls` and `found = %sql ...`."""
_PYTHON_CELL = re.compile(r"^%%(time|timeit|capture|prun)\b.*$", re.MULTILINE)
_AWAIT = re.compile(r"\bawait ")


@dataclass(frozen=True, slots=True)
class Cell:
    """One code cell; `number` counts all cells from 1."""

    number: int
    code: str
    lines: tuple[Node, ...]
    """The string nodes of its source: one, or one a line."""
    is_python: bool
    """False where it does not parse, or is a cell of another language (`%%bash`)."""


def read(text: str) -> Iterator[Cell]:
    """The code cells that hold anything.

    Raises:
        ReadError: no JSON.
    """
    for number, source in _code_cells(json_.read(text)):
        lines = tuple(node for node in (source.items or [source]) if isinstance(node.value, str))
        raw = "".join(node.text for node in lines)
        # No writer puts several lines into one of several strings: the positions would be wrong.
        is_odd = len(lines) > 1 and any("\n" in node.text[:-1] for node in lines)
        if raw.strip():
            code = _plain(raw)
            yield Cell(number, code, lines, not is_odd and _parses(code))


def cells(text: str) -> Iterator[tuple[Node, ...]]:
    """The string nodes of each code cell, one or one a line, magics as written.

    Raises:
        ReadError: no JSON.
    """
    for _, source in _code_cells(json_.read(text)):
        nodes = tuple(node for node in (source.items or [source]) if node.text)
        if nodes:
            yield nodes


def _code_cells(document: Node) -> Iterator[tuple[int, Node]]:
    """The number and source of the code cells; nbformat 3 has them in worksheets, as `input`."""
    holders = [document]
    if worksheets := document.get("worksheets"):
        holders.extend(worksheets.items)
    found = (holder.get("cells") for holder in holders)
    cells = [cell for node in found if node is not None for cell in node.items]
    for number, cell in enumerate(cells, 1):
        kind, source = cell.get("cell_type"), cell.get("source") or cell.get("input")
        if kind is not None and kind.text == "code" and source is not None:
            yield number, source


def _plain(raw: str) -> str:
    code = _PYTHON_CELL.sub("pass", raw, count=1)
    if code.lstrip().startswith("%%"):
        return raw
    code = _MAGIC.sub(lambda match: f"{match.group(1) or match.group(2) or ''}pass", code)
    code = _CAPTURED.sub(r"\1None", code)
    return code if _parses(code) else _AWAIT.sub("not   ", code)


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
