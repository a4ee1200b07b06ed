"""What in a function makes a value harmless: a conversion, a check that refuses, a comparison."""

import ast
import re

from scanner.code.across.marks import NONE, Marks, Origin, Sink, made_safe, named
from scanner.code.across.program import Code
from scanner.code.sanitizers import checks_something

CHECK = re.compile(
    r"(?i)valid|sanit|check|allow|safe|secur|ensure|verify|restrict|contain|inside|ssrf|assert"
    r"|escape|quote|clean|white_?list|identifier"
)
_NO_TEXT = frozenset(
    {"int", "float", "bool", "len", "abs", "round", "hash", "id", "type", "isinstance"}
)
_NO_TEXT_METHODS = frozenset({"isdigit", "isalnum", "startswith", "endswith", "exists", "is_file"})
_NO_PATH = frozenset({"os.path.basename", "ntpath.basename", "werkzeug.utils.secure_filename"})
_QUOTED = frozenset({"shlex.quote", "shlex.join", "json.dumps", "repr", "urllib.parse.quote"})
_ESCAPED = frozenset(
    {"html.escape", "markupsafe.escape", "flask.escape", "bleach.clean", "nh3.clean"}
)
_PARTS_OF_PATHS = frozenset({"stem", "suffix"})
_COMPARED = frozenset({"is_relative_to", "relative_to"})


def converted(name: str, marks: Marks) -> Marks | None:
    """The marks of what a function of the libraries makes of a value; None if it keeps them."""
    if name in _NO_TEXT or name.startswith("uuid."):
        return NONE
    if name in _NO_PATH:
        return made_safe(marks, Sink.PATH, Sink.URL)
    if name in _QUOTED:
        return made_safe(marks, Sink.SHELL, Sink.CODE, Sink.PATH, Sink.URL)
    if name in _ESCAPED:
        return made_safe(marks, Sink.HTML)
    return None


def part_of_path(attribute: str, marks: Marks) -> Marks:
    """The marks of `path.name`."""
    if attribute in ("name", "filename"):
        return named(marks) if attribute == "name" else _of_upload(marks)
    return made_safe(marks, Sink.PATH) if attribute in _PARTS_OF_PATHS else marks


def _of_upload(marks: Marks) -> Marks:
    """The marks of `upload.filename`: no path has such a part, so nothing makes it harmless."""
    uploads = frozenset(mark for mark in marks if mark.origin == Origin.UPLOAD)
    return (marks - uploads) | named(uploads)


def is_check(name: str, code: Code | None) -> bool:
    """Whether a function is called like a check, and is one as far as its body is known."""
    return bool(CHECK.search(name)) and (code is None or checks_something(code.node))


def refuses(body: list[ast.stmt]) -> bool:
    """Whether what follows a condition ends the function, or the turn of a loop."""
    return bool(body) and isinstance(body[-1], ast.Raise | ast.Return | ast.Continue | ast.Break)


def compared(test: ast.expr) -> list[tuple[ast.expr, bool]]:
    """What a condition compares with a list or a folder, and whether others meet it.

    `if host not in ALLOWED:` is met by the others, `if host in ALLOWED:` is not.
    """
    found: list[tuple[ast.expr, bool]] = []
    for node in ast.walk(test):
        match node:
            case ast.Compare(left, [ast.NotIn() | ast.In() as operator], [right]):
                found.extend(_membership(left, right, isinstance(operator, ast.NotIn)))
            case ast.Compare(left, [ast.NotEq() | ast.Eq() as operator], [ast.Constant()]):
                if isinstance(left, ast.Attribute | ast.Call):  # urlparse(url).hostname != "..."
                    found.append((left, isinstance(operator, ast.NotEq)))
            case ast.Call(ast.Attribute(value, name), given):
                if name in _COMPARED or (name == "startswith" and _is_place(given)):
                    found.append((value, _is_negated(node, test)))
                elif name in ("fullmatch", "match"):
                    found.append((given[-1], _is_negated(node, test)) if given else (value, False))
                elif name in ("isalnum", "isdigit", "isidentifier"):
                    found.append((value, _is_negated(node, test)))
    return found


def _membership(left: ast.expr, right: ast.expr, is_not: bool) -> list[tuple[ast.expr, bool]]:
    if isinstance(left, ast.Constant):
        # `".." in path` finds what it refuses.
        return [(right, not is_not)] if left.value == ".." else []
    if isinstance(right, ast.List | ast.Tuple | ast.Set) and all(
        isinstance(each, ast.Constant) and each.value in (None, "") for each in right.elts
    ):
        return []
    return [(left, is_not)]


def _is_place(given: list[ast.expr]) -> bool:
    """Whether the start is a folder or a host, and not only a scheme."""
    return not any(
        isinstance(one, ast.Constant)
        and str(one.value) in ("http://", "https://", "http", "ftp://")
        for each in given
        for one in ast.walk(each)
    )


def _is_negated(node: ast.expr, test: ast.expr) -> bool:
    return any(
        isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not) and _holds(one, node)
        for one in ast.walk(test)
    )


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(one is inner for one in ast.walk(outer))
