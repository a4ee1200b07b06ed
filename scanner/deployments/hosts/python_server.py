"""Python that starts a Langflow server or container with variables of its own.

`subprocess` with `env=`, the Docker SDK, clients of Kubernetes and the CDK: a call with an image or
a command, and a dictionary of variables. What a program sets in its own environment is for the
rules of code to judge.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.deployments import server_command
from scanner.deployments.assembled import Container, assembled
from scanner.deployments.described import Description
from scanner.deployments.format import Read
from scanner.deployments.model import Deployment, Form
from scanner.deployments.server_command import Argument
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow", re.IGNORECASE)
_STARTS = re.compile(r"environ?\b|env(?:ironment)?\s*=|V1EnvVar|image", re.IGNORECASE)
_IMAGE = re.compile(r"(?:[\w.-]+(?::\d+)?/)*[\w.-]*langflow[\w./-]*(?::[\w.-]+)?(?:@[\w:]+)?")
_STARTERS = frozenset({"run", "Popen", "call", "check_call", "check_output", "execvpe", "spawn"})
_MAX_DEPTH = 30
_MAX_SIZE = 500_000


def read(_: Tree, source: Source) -> Read:
    """What the calls of one file start; a file that is not Python is reported as code is read."""
    text = source.text
    if len(text) > _MAX_SIZE or not _MENTIONED.search(text) or not _STARTS.search(text):
        return Read()
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Read()
    program = _Program(source, Lines(text), _constants(module))
    return Read(tuple(program.units(module)))


def _constants(module: ast.Module) -> dict[str, ast.expr]:
    """Names that one statement gives a literal, in the module or a function."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                found[target.id] = node.value
    return found


@dataclass
class _Program:
    source: Source
    lines: Lines
    constants: Mapping[str, ast.expr]

    def units(self, module: ast.Module) -> Iterator[Deployment]:
        """Servers that are started, and containers that are described."""
        described = Description(
            self.source.uri, self.lines, Form.PLATFORM, "variables in the program"
        )
        inner: set[int] = set()
        for node in ast.walk(module):
            if not isinstance(node, ast.Call) or id(node) in inner:
                continue
            started = self._started(node, described)
            if started is not None:
                yield started
                continue
            root = self._node(node, 0)
            for container in described.containers(root):
                unit = assembled(container)
                if unit is not None and unit.image is not None:
                    inner.update(id(one) for one in ast.walk(node))
                    yield unit

    def _started(self, call: ast.Call, described: Description) -> Deployment | None:
        """`subprocess.run(["langflow", "run", ...], env=...)`."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name not in _STARTERS or not call.args:
            return None
        command = self._node(call.args[0], 0)
        texts = command.items or [Node(w, command.start, command.end) for w in command.text.split()]
        words = tuple(Argument(one.text or None, described.at(one)) for one in texts)
        env = next((self._node(one.value, 0) for one in call.keywords if one.arg == "env"), None)
        started = server_command.server(words)
        if env is None or started is None:
            return None
        settings = tuple(described.environment(env))
        return assembled(
            Container(
                name=self.source.name,
                form=Form.SCRIPT,
                uri=self.source.uri,
                place=started.location,
                settings=settings,
                words=words,
                exposure=server_command.exposure((*settings, *started.flags)),
            )
        )

    def _node(self, tree: ast.expr, depth: int) -> Node:
        """A literal, or a call as a mapping of its keywords; anything else is not known."""
        start, end = self._span(tree)
        if depth > _MAX_DEPTH:
            return Node(None, start, end)
        match tree:
            case ast.Constant(value=str() | bool() | int() | float() as value):
                return Node(value, start, end)
            case ast.Name(id=name) if name in self.constants and depth < _MAX_DEPTH:
                known = self.constants[name]
                return (
                    self._node(known, depth + 10)
                    if not isinstance(known, ast.Call)
                    else Node(None, start, end)
                )
            case ast.List(elts=members) | ast.Tuple(elts=members):
                return Node([self._node(one, depth + 1) for one in members], start, end)
            case ast.Dict():
                return self._mapping(tree, depth)
            case ast.BinOp(op=ast.BitOr(), right=right):
                return self._node(right, depth + 1)
            case ast.Call():
                return self._call(tree, depth)
        return Node(None, start, end)

    def _mapping(self, tree: ast.Dict, depth: int) -> Node:
        made = Node({}, *self._span(tree))
        values: dict[str, Node] = {}
        for key, value in zip(tree.keys, tree.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                values[key.value] = self._node(value, depth + 1)
                made.keys[key.value] = self._span(key)
        made.value = values
        return made

    def _call(self, tree: ast.Call, depth: int) -> Node:
        made = Node({}, *self._span(tree))
        values: dict[str, Node] = {}
        for number, one in enumerate(tree.args):
            node = self._node(one, depth + 1)
            is_image = bool(node.text and _IMAGE.fullmatch(node.text) and "/" in node.text)
            values["image" if is_image else f"argument {number}"] = node
        for keyword in tree.keywords:
            if keyword.arg is not None:
                values[keyword.arg] = self._node(keyword.value, depth + 1)
        made.value = values
        return made

    def _span(self, tree: ast.expr) -> tuple[int, int]:
        last = tree.end_lineno or tree.lineno
        return (
            self._offset(tree.lineno, tree.col_offset),
            self._offset(last, tree.end_col_offset or 0),
        )

    def _offset(self, line: int, column: int) -> int:
        """An offset from ast's column, which counts bytes of UTF-8."""
        before = self.lines.line(line).encode("utf-8", "replace")[:column]
        return self.lines.offset(line, len(before.decode("utf-8", "ignore")) + 1)
