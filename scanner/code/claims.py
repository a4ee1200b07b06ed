"""What is read of a token whose signature nobody checked: a time to renew it lets nobody in."""

import ast
from collections.abc import Iterator

from scanner.formats.python_ import PythonText
from scanner.model.place import Region

TIMES = frozenset({"exp", "iat", "nbf", "expires_at"})
"""Claims of RFC 7519 that say when, not who."""
_READING = frozenset({"decode", "decode_complete", "get_unverified_claims"})


def only_times_are_read(text: PythonText, region: Region) -> bool:
    """Whether the claims of the call in a region are asked for nothing but times.

    The owner of a token may look when it ends; nobody is let in by that.
    """
    tree = text.tree
    if tree is None:
        return False
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.lineno == region.start_line
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _READING
    ]
    keys = [key for call in calls[:1] for key in _keys(call, parents)]
    return bool(keys) and {*keys} <= TIMES


def _keys(call: ast.Call, parents: dict[ast.AST, ast.AST]) -> Iterator[str]:
    """The claims that are read of a call; an empty string for any other use."""
    holder = parents.get(call)
    if not isinstance(holder, ast.Assign) or not isinstance(holder.targets[0], ast.Name):
        yield _key_of(call, parents)
        return
    name = holder.targets[0].id
    scope = parents.get(holder)
    while scope is not None and not isinstance(
        scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)
    ):
        scope = parents.get(scope)
    for node in ast.walk(scope) if scope is not None else ():
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            yield _key_of(node, parents)


def _key_of(used: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """`exp` of `claims["exp"]` and of `claims.get("exp", 0)`; empty for any other use."""
    above = parents.get(used)
    if isinstance(above, ast.Subscript):
        return _text(above.slice)
    if isinstance(above, ast.Compare) and above.comparators[0] is used:
        return _text(above.left)  # "exp" in claims
    if isinstance(above, ast.Attribute) and above.attr == "get":
        call = parents.get(above)
        return _text(call.args[0]) if isinstance(call, ast.Call) and call.args else ""
    return ""


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
