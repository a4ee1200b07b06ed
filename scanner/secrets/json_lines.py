"""The strings of JSON as lines: flows, notebooks, collections of requests, Docker's logins."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.formats import json_
from scanner.formats.positions import Node
from scanner.secrets.encoded_lines import decoded
from scanner.secrets.line import Line, hidden

_Strings = Sequence[tuple[tuple[str, ...], Node, str]]
"""The strings of a JSON document with the keys that lead to them and a name, in its order."""


def lines_of_json(text: str) -> Iterator[Line]:
    """The strings of a document one by one, its logins decoded, and the text between.

    Raises:
        ReadError: it is no JSON.
    """
    found = list(strings(json_.read(text)))
    yield from _lines_of_strings(found)
    yield from docker_logins(found, text)
    yield from _between(found, text)


def _lines_of_strings(strings: _Strings) -> Iterator[Line]:
    """The lines of every string; a text that stands under the same names again is a twin."""
    seen: dict[tuple[str, ...], list[Node | int]] = {}
    for path, node, name in strings:
        near = ("" if key.isdigit() else key for key in path[-2:])
        key = (node.text, name, *near)
        if key in seen:
            seen[key].append(node)
        else:
            seen[key] = []
            yield from _string_lines(node, path, name, seen[key])


def _between(strings: _Strings, text: str) -> Iterator[Line]:
    """The text between the strings that are read one by one: keys, and values given twice."""
    seen: dict[str, list[Node | int]] = {}
    at = 0
    ends = [(node.start, node.end) for _, node, _ in strings] + [(len(text), len(text))]
    for start, end in sorted(ends):
        if (piece := text[at:start].rstrip()) in seen:
            seen[piece].append(at)
        else:
            seen[piece] = []
            yield Line(piece, at, is_raw=True, twins=seen[piece])
        at = end


_LOGIN = re.compile(r"[A-Za-z0-9+/]{4,}={0,2}")


def docker_logins(strings: _Strings, text: str) -> Iterator[Line]:
    """The passwords of Docker's configuration: `auth` is base64 of `user:password`."""
    for path, node, _ in strings:
        if path and path[-1] == "auth" and _LOGIN.fullmatch(node.text):
            user, _, password = decoded(node.text).partition(":")
            if user and password:
                at = json_.raw_offset(text, node, 0)
                yield hidden("password", password, at, len(node.text))


def strings(root: Node) -> Iterator[tuple[tuple[str, ...], Node, str]]:
    """Every string of a document with the keys that lead to it and its name, in its order."""
    stack: list[tuple[Node, tuple[str, ...], str]] = [(root, (), "")]
    while stack:
        node, path, beside = stack.pop()
        if isinstance(node.value, str):
            yield path, node, beside or _json_name(path)
        named = _named_by_sibling(node)
        children = [
            (child, (*path, key), named if key in _VALUE_KEYS else "")
            for key, child in node.mapping.items()
        ]
        children += [(child, (*path, str(n)), "") for n, child in enumerate(node.items)]
        stack.extend(reversed(children))


_NAME_KEYS = ("name", "key", "Name", "Key", "header", "variable")
_VALUE_KEYS = frozenset({"value", "Value", "default", "defaultValue", "currentValue", "secret"})
_SIBLING = re.compile(r"[A-Za-z_][\w.-]{1,80}")


def _named_by_sibling(node: Node) -> str:
    """The name in `{"name": "API_KEY", "value": "..."}`; empty where there is none."""
    names = (node.mapping[key].text for key in _NAME_KEYS if key in node.mapping)
    return next((name for name in names if _SIBLING.fullmatch(name)), "")


def _string_lines(
    node: Node, path: tuple[str, ...], name: str, twins: Sequence[Node | int]
) -> Iterator[Line]:
    pieces = node.text.split("\n")
    if len(pieces) == 1 and not (path and path[-1].isdigit()):
        prefix = f'"{name}": "'
        shown = f'{prefix}{node.text}"'
        yield Line(shown, 0, None, node, 0, len(prefix), path, name, twins=twins)
        return
    index = 0
    for piece in pieces:
        line = Line(piece.rstrip(), 0, None, node, index, 0, path, twins=twins)
        yield _of_shell(line) or line
        index += len(piece) + 1


_SHELL_LINE = re.compile(
    r"^\s*[%!]{1,2}\s*(?:(?:set_)?env|export|set)\s+(?P<name>[A-Za-z_]\w{1,80})\s?[= ]\s?"
    r"(?P<quote>[\"']?)(?P<value>[^\s\"'$`{]{4,500})(?P=quote)\s*$"
)
"""`%env NAME=value` and `!export NAME=value` of a notebook."""


def _of_shell(line: Line) -> Line | None:
    """A line of a notebook that sets a variable, as if its value stood in quotes."""
    found = _SHELL_LINE.match(line.text)
    if found is None:
        return None
    prefix = f'{found["name"]} = "'
    index = line.index + found.start("value")
    text = f'{prefix}{found["value"]}"'
    return replace(line, text=text, index=index, prefix=len(prefix), name=found["name"])


def _json_name(path: tuple[str, ...]) -> str:
    """The key; for Langflow's `{field: {"value": ...}}` the field."""
    keys = [key for key in path if not key.isdigit()]
    if len(keys) > 1 and keys[-1] in ("value", "default", "default_value"):
        return keys[-2]
    return keys[-1] if keys else ""


def is_code(path: tuple[str, ...]) -> bool:
    """Whether a string of a flow is Python."""
    return any(key in ("code", "function_code", "python_code", "tool_code") for key in path[-2:])
