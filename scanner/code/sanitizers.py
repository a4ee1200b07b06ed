"""Functions that are called like a check and check nothing: their names must clear no input.

The rules of semgrep take `sanitize(x)` for what it says. Where the file itself has that function
and its body compares, replaces and refuses nothing, semgrep is given another name of the same
length, so that it follows the input through.
"""

import ast
import re

from scanner.formats.python_ import PythonText

_PROMISES = re.compile(
    r"(?i)quote|escape|valid|sanit|identifier|qualif|safe|secur|allow|whitelist|restrict|inside"
    r"|check|clean"
)
_PROMISE = re.compile(
    rf"\bdef[\s\\]+\w*?(?:{_PROMISES.pattern.removeprefix('(?i)')})", re.IGNORECASE
)
_NAME = re.compile(r"\w+")
_CHANGES = re.compile(
    r"(?i)^(sub|subn|match|fullmatch|search|findall|compile|replace|translate|encode|resolve|is\w+"
    r"|relative_to|commonpath|realpath|basename|secure_filename|quote\w*|escape\w*|startswith"
    r"|endswith|parse\w*|urlparse|urlsplit|get|pop|index|int|float|literal_eval|join|filter|all|any)$"
)


def without_false_promises(text: PythonText, spelt: str) -> str:
    """`spelt` with another name, as long, for each function that promises a check and has none."""
    if not _may_promise(text.lines.text):
        return spelt
    names = {
        node.name
        for node in text.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _PROMISES.search(node.name)
        and not checks_something(node)
    }
    return _NAME.sub(lambda found: _plain(found[0], names), spelt) if names else spelt


def _may_promise(text: str) -> bool:
    """Whether a function may have such a name, without parsing; Python normalises other scripts."""
    return not text.isascii() or _PROMISE.search(text) is not None


def _plain(name: str, names: set[str]) -> str:
    return "u".ljust(len(name.encode()), "_") if name in names else name


def checks_something(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether its body compares, refuses or changes anything."""
    return any(map(_is_check, ast.walk(function)))


def _is_check(node: ast.AST) -> bool:
    match node:
        case ast.Raise() | ast.Compare() | ast.Assert() | ast.Subscript() | ast.Match():
            return True
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)):
            return bool(_CHANGES.match(name) or _PROMISES.search(name))
    return False
