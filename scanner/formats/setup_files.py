"""Requirements of setup.py and setup.cfg with offsets; nothing is run.

Keywords: https://setuptools.pypa.io/en/latest/references/keywords.html . Of setup.py only what its
syntax tree says literally is read; what it computes is said to be computed.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError
from scanner.formats import requirements, sections
from scanner.formats.positions import Lines
from scanner.formats.requirements import Entry, Include

MAX_LENGTH = 2**20
"""Code points; a larger setup.py is none that a person wrote."""

_KEYWORDS = frozenset({"install_requires", "tests_require", "extras_require"})


@dataclass(frozen=True, slots=True)
class Setup:
    """What a setup file asks for."""

    entries: tuple[Entry, ...]
    computed: tuple[int, ...] = ()
    """Offsets of what is only known when the file runs."""


def read_cfg(text: str) -> Setup:
    """`install_requires` and the extras of setup.cfg.

    Raises:
        ReadError: a line over the cap.
    """
    found: list[Entry] = []
    for entry in sections.read(text):
        if not _at_line_start(text, entry):
            continue  # a requirement such as `numpy==1.26` inside a list looks like a key
        is_list = entry.section == "options" and entry.key in _KEYWORDS
        if is_list or entry.section == "options.extras_require":
            found.extend(_listed(text, entry.start))
    return Setup(tuple(found))


def _at_line_start(text: str, entry: sections.Entry) -> bool:
    return text[entry.key_start - 1 : entry.key_start] in {"", "\n", "\r"}


_FOLLOWING = re.compile(
    r"(?P<first>[^\r\n]*)(?P<rest>(?:\r?\n(?:[ \t]+[^\r\n]*|[ \t]*(?=\r?\n)))*)"
)


def _listed(text: str, start: int) -> Iterator[Entry]:
    """The requirements of a value: one a line, indented lines belong to it; `;` is a marker's."""
    value = _FOLLOWING.match(text, start)
    if value and value.group().startswith("file:"):
        for name in _FILE.finditer(value.group(), len("file:")):
            yield Include(name.group(), False, start + name.start(), start + name.end())
    elif value:
        for entry in requirements.read(value.group()):
            yield requirements.moved(entry, start)


_FILE = re.compile(r"[^\s,]+")


def read_py(text: str) -> Setup:
    """The literal requirements of the `setup(...)` call.

    Raises:
        ReadError: no Python, or too large.
    """
    if len(text) > MAX_LENGTH:
        raise ReadError(f"larger than {MAX_LENGTH // 2**20} MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a file that is not ours
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ReadError("not valid Python", line=getattr(error, "lineno", None)) from error
    reader = _Reader(text, _constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "setup":
            for keyword in node.keywords:
                if keyword.arg in _KEYWORDS:
                    reader.take(keyword.value)
    return Setup(tuple(reader.found), tuple(dict.fromkeys(reader.computed)))


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that the module gives a value once, at its top."""
    values: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                values[target.id] = node.value
    return values


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


class _Reader:
    """Takes lists of strings out of expressions."""

    def __init__(self, text: str, constants: dict[str, ast.expr]) -> None:
        self.text, self.constants = text, constants
        self.lines = Lines(text)
        self.found: list[Entry] = []
        self.computed: list[int] = []

    def take(self, node: ast.expr | None, depth: int = 0) -> None:
        """Every string of lists, tuples, dictionaries and sums of them."""
        match node:
            case ast.Constant(value=str(words)):
                start = self._offset(node) + len(_PREFIX.match(self._raw(node))[0])  # type: ignore[index]
                for entry in requirements.read(words):
                    self.found.append(requirements.moved(entry, start))
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                for part in parts:
                    self.take(part, depth)
            case ast.Dict(values=values):
                for value in values:
                    self.take(value, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self.take(left, depth)
                self.take(right, depth)
            case ast.Starred(value=value):
                self.take(value, depth)
            case ast.Name(id=name) if name in self.constants and depth < 10:
                self.take(self.constants[name], depth + 1)
            case ast.expr():
                self.computed.append(self._offset(node))

    def _offset(self, node: ast.expr) -> int:
        line = self.lines.line(node.lineno)
        column = len(line.encode()[: node.col_offset].decode("utf-8", "ignore"))
        return self.lines.offset(node.lineno, column + 1)

    def _raw(self, node: ast.expr) -> str:
        return self.text[self._offset(node) :][:10]


_PREFIX = re.compile(r"[A-Za-z]{0,2}(\"\"\"|'''|\"|')?")
