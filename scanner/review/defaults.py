"""The defaults of a component's fields, as its own code and Langflow's releases give them.

A newer release brings fields with it: what has its default then was set by nobody.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from scanner import rules
from scanner.flows import published
from scanner.formats.python_ import PythonText
from scanner.review import values

FILE = "knowledge/field_defaults.bin"
SIZE = 8
"""Bytes of a digest that are kept: enough to tell the few thousand defaults apart."""
NOT_KNOWN = object()


@lru_cache(maxsize=512)
def defaults(code: str) -> Mapping[str, object]:
    """`value=` of each call that has a `name=`; `NOT_KNOWN` for what has to be computed."""
    return dict(_given(PythonText(code)))


def is_default(code: str, name: str, value: object) -> bool:
    """Whether a value is what a field has before anybody sets it.

    A literal in the code is the last word. What the code computes or inherits cannot be read
    from it: there an empty value counts, and what a release gave this very code.
    """
    default = defaults(code).get(name)
    if default is not NOT_KNOWN and not values.is_empty(default):
        return values.are_equal(value, default)
    if values.is_empty(value) or value == 0:
        return True
    is_inherited = name not in defaults(code)
    known = of_base(name, value) if is_inherited else of_code(code, name, value)
    return known in _released()


def of_code(code: str, name: str, value: object) -> bytes:
    """What is known of a default that a release computed for the field of a component."""
    return _digest(published.digest(code), name, value)


def of_base(name: str, value: object) -> bytes:
    """What is known of a default that Langflow's base classes give to whatever is made of them."""
    return _digest("", name, value)


def _digest(owner: str, name: str, value: object) -> bytes:
    text = "\0".join((owner, name, values.normal(value)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:SIZE]


@cache
def _released() -> frozenset[bytes]:
    data = rules.read_bytes(FILE)
    return frozenset(data[at : at + SIZE] for at in range(0, len(data), SIZE))


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
