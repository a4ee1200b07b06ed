"""What expressions of a Python program come to, as far as its text says: literals and defaults."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.formats.positions import Lines, Node

UNKNOWN = "${?}"
"""Inside a text: what only the run tells."""
_IMAGE = re.compile(r"(?:[\w.-]+(?::\d+)?/)*[\w.-]*langflow[\w./-]*(?::[\w.-]+)?(?:@[\w:]+)?")
_MAX_DEPTH = 30
_OF_REGISTRY = frozenset({"from_registry", "RemoteImage", "from_docker_registry"})
"""Makers of images in the AWS CDK, from the image's name."""
_GETTERS = frozenset({"getenv", "get", "config"})


@dataclass
class Literals:
    """The expressions of one program."""

    lines: Lines
    names: dict[str, ast.expr] = field(default_factory=dict)
    """What one statement gives a name, in the module or a function."""
    entries: dict[str, list[tuple[ast.expr, ast.expr]]] = field(default_factory=dict)
    """Keys and values that a mapping gets later: `env["A"] = "b"`, `env.update(A="b")`."""

    def note(self, node: ast.AST) -> None:
        """Note an assignment, or a call that adds to a mapping."""
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.names[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self.names[name] = value
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)]):
                self.entries.setdefault(name, []).append((key, node.value))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="setdefault")):
                if len(node.args) == 2:
                    self.entries.setdefault(name, []).append((node.args[0], node.args[1]))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="update")):
                self.entries.setdefault(name, []).extend(_updates(node))

    def node(self, tree: ast.expr, depth: int = 0) -> Node:
        """A literal, or a call as a mapping of its keywords; anything else is not known."""
        start, end = self.span(tree)
        if depth > _MAX_DEPTH:
            return Node(None, start, end)
        match tree:
            case ast.Constant(value=str() | bool() | int() | float() as value):
                return Node(value, start, end)
            case ast.Name(id=name):
                return self._named(tree, name, depth)
            case ast.List(elts=members) | ast.Tuple(elts=members):
                return Node([self.node(one, depth + 1) for one in members], start, end)
            case ast.Dict():
                return self._mapping(tree, depth)
            case ast.JoinedStr():
                return Node(self._joined(tree, depth), start, end)
            case ast.BinOp(op=ast.BitOr(), right=right):
                return self.node(right, depth + 1)
            case ast.Call():
                return self._call(tree, depth)
        return Node(None, start, end)

    def _named(self, tree: ast.expr, name: str, depth: int) -> Node:
        """What a name holds; of a call only the default that it falls back to."""
        known = self.names.get(name)
        start, end = self.span(tree)
        held = Node(None, start, end)
        if known is not None and depth < _MAX_DEPTH:
            default = self._default(known, depth)
            is_call = isinstance(known, ast.Call)
            held = default or (held if is_call else self.node(known, depth + 10))
        added = self.entries.get(name)
        if not added or depth >= _MAX_DEPTH:
            return held
        return self._with(held, added, depth)

    def _with(self, held: Node, added: list[tuple[ast.expr, ast.expr]], depth: int) -> Node:
        values = dict(held.mapping)
        made = Node(values, held.start, held.end)
        made.keys.update(held.keys if held.mapping else {})
        for key, value in added:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                values[key.value] = self.node(value, depth + 1)
                made.keys[key.value] = self.span(key)
        return made

    def _default(self, tree: ast.expr, depth: int) -> Node | None:
        """The second argument of `os.getenv` and `os.environ.get`."""
        match tree:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[_, default]):
                return self.node(default, depth + 1) if name in _GETTERS else None
        return None

    def _joined(self, tree: ast.JoinedStr, depth: int) -> str:
        """An f-string, with a mark where only the run tells."""
        parts: list[str] = []
        for one in tree.values:
            held = one.value if isinstance(one, ast.FormattedValue) else one
            known = self.node(held, depth + 1)
            parts.append(UNKNOWN if known.value is None or known.mapping else known.text)
        return "".join(parts)

    def _mapping(self, tree: ast.Dict, depth: int) -> Node:
        made = Node({}, *self.span(tree))
        values: dict[str, Node] = {}
        for key, value in zip(tree.keys, tree.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                values[key.value] = self.node(value, depth + 1)
                made.keys[key.value] = self.span(key)
        made.value = values
        return made

    def _call(self, tree: ast.Call, depth: int) -> Node:
        default = self._default(tree, depth)
        if default is not None:
            return default
        match tree:
            case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in _OF_REGISTRY:
                return self.node(first, depth + 1)
        made = Node({}, *self.span(tree))
        values: dict[str, Node] = {}
        for number, one in enumerate(tree.args):
            node = self.node(one, depth + 1)
            is_image = bool(node.text and _IMAGE.fullmatch(node.text) and "/" in node.text)
            values["image" if is_image else f"argument {number}"] = node
        for keyword in tree.keywords:
            if keyword.arg is not None:
                values[keyword.arg] = self.node(keyword.value, depth + 1)
        made.value = values
        return made

    def span(self, tree: ast.expr) -> tuple[int, int]:
        """Where an expression begins and ends."""
        last = tree.end_lineno or tree.lineno
        return (
            self._offset(tree.lineno, tree.col_offset),
            self._offset(last, tree.end_col_offset or 0),
        )

    def _offset(self, line: int, column: int) -> int:
        """An offset from ast's column, which counts bytes of UTF-8."""
        before = self.lines.line(line).encode("utf-8", "replace")[:column]
        return self.lines.offset(line, len(before.decode("utf-8", "ignore")) + 1)


def _updates(call: ast.Call) -> Iterator[tuple[ast.expr, ast.expr]]:
    for one in call.args:
        if isinstance(one, ast.Dict):
            yield from ((k, v) for k, v in zip(one.keys, one.values, strict=True) if k is not None)
    for keyword in call.keywords:
        if keyword.arg is not None:
            place = ast.copy_location(ast.Constant(keyword.arg), keyword.value)
            yield place, keyword.value
