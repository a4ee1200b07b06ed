"""The defaults of a component's fields, as its own code gives them.

A newer release brings fields with it: what has its default then was set by nobody.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from scanner.formats.python_ import PythonText

NOT_KNOWN = object()


@lru_cache(maxsize=512)
def defaults(code: str) -> Mapping[str, object]:
    """`value=` of each call that has a `name=`; `NOT_KNOWN` for what has to be computed."""
    return dict(_given(PythonText(code)))


def _given(text: PythonText) -> Iterator[tuple[str, object]]:
    for node in text.nodes:
        if not isinstance(node, ast.Call):
            continue
        words = {word.arg: word.value for word in node.keywords}
        name = words.get("name")
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value, _literal(words.get("value"))


def _literal(node: ast.expr | None) -> object:
    if node is None:
        return None
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return NOT_KNOWN
    return value
