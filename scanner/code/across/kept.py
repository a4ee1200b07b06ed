"""What a program keeps for all callers at the top of a file, and the routes that use it."""

import ast
import re
from collections.abc import Iterator

from scanner.code.across.program import Function, Module

_MADE = frozenset({"list", "dict", "deque", "defaultdict", "OrderedDict"})
_OWN = re.compile(
    r"(?i)cache|config|setting|default|rate|limit|metric|lock|registry|tool|model|plugin|handler"
    r"|client|pool|app|router"
)
"""What is the program's own, not the callers'."""
_CHANGES = frozenset(
    {"append", "extend", "clear", "pop", "update", "setdefault", "remove", "insert"}
)


def stores(module: Module) -> frozenset[str]:
    """The names that are empty collections at first, to be filled while the program runs."""
    found: set[str] = set()
    for node in module.tree.body:
        match node:
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, value):
                if _is_empty(value) and not _OWN.search(name):
                    found.add(name)
    return frozenset(found)


def uses(function: Function, names: frozenset[str]) -> Iterator[ast.expr | ast.stmt]:
    """Where a function hands one of them out or changes it."""
    for node in ast.walk(function):
        match node:
            case ast.Return(value) if value is not None and _mentions(value, names):
                yield node
            case ast.Call(ast.Attribute(ast.Name(name), method)):
                if name in names and method in _CHANGES:
                    yield node
            case ast.Assign([ast.Subscript(ast.Name(name), _)], _) | ast.Delete(
                [ast.Subscript(ast.Name(name), _)]
            ) if name in names:
                yield node


def _is_empty(value: ast.expr | None) -> bool:
    match value:
        case ast.List([]) | ast.Dict([], []):
            return True
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)):
            return name in _MADE
    return False


def _mentions(value: ast.expr, names: frozenset[str]) -> bool:
    """Whether more of it is handed out than how many there are."""
    counted = {
        each
        for node in ast.walk(value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"
        for each in node.args
    }
    return any(
        isinstance(node, ast.Name) and node.id in names and node not in counted
        for node in ast.walk(value)
    )
