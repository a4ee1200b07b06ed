"""What the syntax tree of a Python program says about a node: its parts, name and function."""

import ast
import re
from collections.abc import Iterator

from scanner.model.place import Region

CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*")
"""How people write the name of a value that nothing changes."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def pairs(
    target: ast.expr, value: ast.AST | None, where: Function | None
) -> list[tuple[ast.expr, ast.AST | None, Function | None]]:
    """Targets of an unpacking with their own values, where these stand there one by one."""
    if not isinstance(target, ast.Tuple | ast.List):
        return [(target, value, where)]
    if isinstance(value, ast.IfExp):
        return pairs(target, value.body, where) + pairs(target, value.orelse, where)
    if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
        both = zip(target.elts, value.elts, strict=True)
        return [pair for one, given in both for pair in pairs(one, given, where)]
    found = []
    for at, one in enumerate(target.elts):
        part = ast.Subscript(value, ast.Constant(at)) if isinstance(value, ast.Call) else value
        found += pairs(one, part, where)
    return found


def inside(node: ast.AST, function: Function | None) -> Iterator[tuple[ast.AST, Function]]:
    """Every node below one that is in a function, with that function."""
    pending: list[tuple[ast.AST, Function | None]] = [(node, function)]
    while pending:
        parent, around = pending.pop()
        inner = parent if isinstance(parent, Function) else around
        for child in ast.iter_child_nodes(parent):
            if inner is not None:
                yield child, inner
            pending.append((child, inner))


def operands(node: ast.AST) -> Iterator[ast.AST]:
    """The expressions right below a node."""
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def summands(node: ast.expr) -> Iterator[ast.expr]:
    """What a chain of `+` adds up; such chains are as deep as they are long."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield node.right
        node = node.left
    yield node


def called(node: ast.Call) -> str:
    """The last name of what is called; empty where it has none."""
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def is_listed(node: ast.expr) -> bool:
    """Whether it is a display of literals, or a constant."""
    match node:
        case ast.Set(elts=elements) | ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(isinstance(element, ast.Constant) for element in elements)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(CONSTANT.fullmatch(name))
    return False


def is_format(node: ast.Call) -> bool:
    """Whether it is `"...".format(...)`."""
    return isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def holds(outer: Region, inner: Region) -> bool:
    """Whether a region begins inside of another."""
    start = (inner.start_line, inner.start_column)
    return (outer.start_line, outer.start_column) <= start < (outer.end_line, outer.end_column)
