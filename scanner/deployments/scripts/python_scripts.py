"""Commands that a Python program starts: `subprocess`, `os.system` and their like, with constants.

`subprocess.run([sys.executable, "-m", "pip", "install", "x"])`, `os.system("pip install x")`.
Words that the program computes are unknown.
"""

import ast
import re
from collections.abc import Iterator

from scanner.deployments.scripts.script import Script, of_words
from scanner.formats.python_ import PythonText
from scanner.formats.shell import Word
from scanner.tree.source import Source

_STARTS = re.compile(r"\b(?:subprocess|os\.(?:system|popen)|check_call|Popen|create_subprocess)")
_WHAT = re.compile(r"\b(?:pip|uv|uvx|pipx|docker|podman|langflow)\b")
_CALLS = frozenset(
    {
        "run",
        "call",
        "check_call",
        "check_output",
        "Popen",
        "system",
        "popen",
        "getoutput",
        "create_subprocess_exec",
        "create_subprocess_shell",
    }
)
MAX_SIZE = 500_000


def scripts(source: Source) -> Iterator[Script]:
    """The commands of one file; one that does not parse is named where code is analysed."""
    text = source.text
    if len(text) > MAX_SIZE or not _STARTS.search(text) or not _WHAT.search(text):
        return
    program = PythonText(text)
    for node in program.nodes:
        if isinstance(node, ast.Call) and node.args and _name(node.func) in _CALLS:
            yield from _started(source, program, node)


def _started(source: Source, program: PythonText, call: ast.Call) -> Iterator[Script]:
    first = call.args[0]
    if isinstance(first, ast.List | ast.Tuple):
        yield of_words(source, program.lines, tuple(_words(program, first.elts)))
    elif isinstance(first, ast.Constant) and isinstance(first.value, str):
        if len(call.args) > 1 and all(isinstance(arg, ast.Constant) for arg in call.args):
            yield of_words(source, program.lines, tuple(_words(program, call.args)))
            return
        start, end = program.offsets(first)
        at = program.lines.text.find(first.value, start, end)
        if at >= 0:  # written without escapes
            yield Script(source, first.value, program.lines, at)


def _words(program: PythonText, nodes: list[ast.expr]) -> Iterator[Word]:
    for node in nodes:
        start, end = program.offsets(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Word(node.value, start, end)
        elif _name(node) == "executable":
            yield Word("python", start, end)
        else:
            yield Word("$unknown", start, end, dynamic=True)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""
