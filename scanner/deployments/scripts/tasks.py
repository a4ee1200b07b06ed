"""Tasks of task runners: Pixi, Poe, PDM, Hatch, Rye and taskipy in TOML, Task, just and npm.

Syntax: https://pixi.sh/latest/reference/pixi_manifest/, https://poethepoet.natn.io,
https://pdm-project.org/latest/usage/scripts/, https://taskfile.dev/reference/schema/,
https://just.systems/man/en/
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scanner.deployments.commands.runner import Runner
from scanner.deployments.format import Read
from scanner.deployments.scripts.script import Script, whole
from scanner.deployments.scripts.shell import MENTIONED
from scanner.errors import ReadError
from scanner.formats import json_, shell, toml_, yaml_
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_COMMANDS = frozenset({"cmd", "cmds", "command", "shell", "composite", "sequence", "chain"})
_ENVIRONMENTS = frozenset({"env", "env-vars", "vars"})
_TABLES = (
    ("tool", "poe", "tasks"),
    ("tool", "pdm", "scripts"),
    ("tool", "rye", "scripts"),
    ("tool", "taskipy", "tasks"),
)
_MAX_DEPTH = 6


@dataclass
class _Task:
    """The texts of one task: what it sets, then what it runs."""

    variables: list[tuple[str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def take(self, value: Any, depth: int = 0) -> None:
        """A command, a list of them, or a table that has them under one of its keys."""
        if isinstance(value, str):
            self.commands.append(value)
        elif depth < _MAX_DEPTH and isinstance(value, list):
            for one in value:
                self.take(one, depth + 1)
        elif depth < _MAX_DEPTH and isinstance(value, dict):
            for key, one in value.items():
                if key in _ENVIRONMENTS and isinstance(one, dict):
                    self.variables.extend((n, v) for n, v in one.items() if isinstance(v, str))
                elif key in _COMMANDS:
                    self.take(one, depth + 1)


def read(tree: Tree, source: Source) -> Read:
    """What the tasks start; each has variables of its own.

    Raises:
        ReadError: not of the file's syntax, or a cap of the shell's reader.
    """
    if not MENTIONED.search(source.text):
        return Read()
    reads = [Runner(tree, source).run(task) for task in _tasks(source)]
    return Read(
        tuple(unit for one in reads for unit in one.units if unit.is_langflow),
        tuple(uri for one in reads for uri in one.taken_in),
        tuple(text for one in reads for text in one.texts),
    )


def read_project(tree: Tree, source: Source) -> Read:
    """The same of a project's file, which is reported as damaged where dependencies are read."""
    try:
        return read(tree, source)
    except ReadError:
        return Read()


def scripts(source: Source) -> Iterator[Script]:
    """The commands of all tasks, and the variables they set.

    Raises:
        ReadError: not of the file's syntax.
    """
    for task in _tasks(source):
        yield from task


def _tasks(source: Source) -> Iterator[tuple[Script, ...]]:
    name = source.name.lower()
    if name.endswith("justfile") or name.endswith(".just"):
        yield (whole(source, shell.read_justfile),)
        return
    places = _Places(source)
    for task in _of_toml(source.text) if name.endswith(".toml") else _of_nodes(source):
        yield (*places.variables(task), *places.commands(task))


def _of_nodes(source: Source) -> Iterator[_Task]:
    """Of a package.json or a Taskfile."""
    is_json = source.name.lower().endswith(".json")
    for document in (json_.read(source.text),) if is_json else yaml_.read(source.text):
        shared = _Task()
        shared.take({"env": _plain(document.get("env"))})
        for node in (document.get("scripts" if is_json else "tasks") or document).mapping.values():
            task = _Task([*shared.variables])
            task.take(_plain(node))
            yield task


def _plain(node: Node | None, depth: int = 0) -> Any:
    """A node as plain values, as TOML has them."""
    if node is None or depth > _MAX_DEPTH:
        return None
    if node.items:
        return [_plain(item, depth + 1) for item in node.items]
    if node.mapping:
        return {key: _plain(item, depth + 1) for key, item in node.mapping.items()}
    return node.text


def _of_toml(text: str) -> Iterator[_Task]:
    document = toml_.read(text)
    for shared, table in _tables(document):
        for one in table.values():
            task = _Task([*shared.variables])
            task.take(one)
            yield task


def _tables(document: dict[str, Any]) -> Iterator[tuple[_Task, dict[str, Any]]]:
    """Every table of tasks, with the variables that all of them share."""
    for keys in _TABLES:
        yield _Task(), _table(document, *keys)
    hatch = _table(document, "tool", "hatch", "envs") or _table(document, "envs")
    for name in hatch:
        shared = _Task()
        shared.take({"env": _table(hatch, name, "env-vars")})
        yield shared, _table(hatch, name, "scripts")
    pixi = _table(document, "tool", "pixi")
    if not pixi and "tool" not in document and {"workspace", "project"} & {*document}:
        pixi = document
    for scope in _scopes(pixi):
        shared = _Task()
        shared.take({"env": _table(scope, "activation", "env")})
        yield shared, _table(scope, "tasks")


def _scopes(pixi: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A manifest of Pixi, its features, and what both say for one platform."""
    features = _table(pixi, "feature")
    for scope in (pixi, *(_table(features, name) for name in features)):
        yield scope
        targets = _table(scope, "target")
        yield from (_table(targets, name) for name in targets)


def _table(document: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


class _Places:
    """Where the texts of a file are, each looked for behind its last place."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = Lines(source.text)
        self.seen: dict[str, int] = {}

    def variables(self, task: _Task) -> Iterator[Script]:
        """`NAME = "value"` as an assignment of the shell, which is no longer than it."""
        for name, value in task.variables:
            at = self._next(name)
            if at is not None and name.isidentifier() and "'" not in value:
                yield Script(self.source, f"{name}='{value}'", self.lines, at)

    def commands(self, task: _Task) -> Iterator[Script]:
        """The commands as they are written; a quote behind a backslash is a quote."""
        for text in task.commands:
            escaped = text.replace("\\", "\\\\").replace('"', '\\"')
            for written in dict.fromkeys((text, escaped)):
                at = self._next(written)
                if at is not None:
                    plain = written if written == text else written.replace('\\"', ' "')
                    yield Script(self.source, plain, self.lines, at)
                    break

    def _next(self, text: str) -> int | None:
        at = self.source.text.find(text, self.seen.get(text, 0)) if text.strip() else -1
        if at < 0:
            at = self.source.text.find(text) if text.strip() else -1
        if at < 0:
            return None
        self.seen[text] = at + len(text)
        return at
