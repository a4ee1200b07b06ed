"""YAML with positions, built in one pass over PyYAML's events.

Scalars stay strings as written: what `true` or `0755` means is for the reader of the file's format
to say (Compose turns every environment value into a string). PyYAML's own composer needs a second
pass for the caps, because composing deeply nested text ends the interpreter; this one has its caps.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from scanner.errors import ReadError
from scanner.formats.positions import Node

MAX_DEPTH = 100
MAX_NODES = 500_000

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MERGE = "<<"


def read(text: str) -> tuple[Node, ...]:
    """The documents of a YAML text. Aliases are shared, never expanded; merge keys are applied.

    Raises:
        ReadError: not YAML, or deeper or larger than the caps; with the line.
    """
    try:
        return tuple(_documents(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ReadError(error.problem or "not YAML", line=line) from error
    except yaml.YAMLError as error:
        raise ReadError("a character that YAML does not allow") from error


class _Mark(Protocol):
    """Either of PyYAML's two kinds of mark."""

    index: int


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    node: Node
    anchor: str | None
    is_mapping: bool
    children: list[Node] = field(default_factory=list)
    """Members; keys and values in turn."""
    plain: list[bool] = field(default_factory=list)
    """For each child whether it was a plain scalar: only such a key can be a merge."""


def _documents(events: Iterator[yaml.Event]) -> Iterator[Node]:
    anchors: dict[str, Node | None] = {}
    stack: list[_Open] = []
    for count, event in enumerate(events):
        if count > MAX_NODES:
            raise ReadError(f"more than {MAX_NODES} values", line=_line(event))
        plain = False
        if isinstance(event, yaml.ScalarEvent):
            node, plain = _scalar(event), not event.style
            if event.anchor:
                anchors[event.anchor] = node
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise ReadError(f"more than {MAX_DEPTH} levels", line=_line(event))
            if event.anchor:
                anchors[event.anchor] = None  # until it ends: what holds itself is refused
            start = _offset(event.start_mark)
            opened = Node(None, start, start, tag=_local(event.tag))
            stack.append(_Open(opened, event.anchor, isinstance(event, yaml.MappingStartEvent)))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(stack.pop(), _offset(event.end_mark), anchors)
        elif isinstance(event, yaml.AliasEvent):
            node = _aliased(event, anchors)
        else:
            if isinstance(event, yaml.DocumentStartEvent):
                anchors = {}
            continue
        if stack:
            stack[-1].children.append(node)
            stack[-1].plain.append(plain)
        else:
            yield node


def _scalar(event: yaml.ScalarEvent) -> Node:
    empty = event.style is None or event.style == ""
    value = None if empty and event.value in _NULLS and event.tag is None else event.value
    start, end = _offset(event.start_mark), _offset(event.end_mark)
    return Node(value, start, end, tag=_local(event.tag))


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _offset(mark: _Mark | None) -> int:
    return mark.index if mark else 0  # CSafeLoader always marks; its types leave it open


def _local(tag: str | None) -> str:
    """A local tag, such as Compose's `!reset`."""
    return tag if tag and tag.startswith("!") and len(tag) > 1 else ""


def _aliased(event: yaml.AliasEvent, anchors: dict[str, Node | None]) -> Node:
    name = event.anchor or ""
    found = anchors.get(name)
    if found is None:
        what = "holds itself" if name in anchors else "is not defined"
        raise ReadError(f"the alias {name[:40]!r} {what}", line=_line(event))
    return found


def _closed(done: _Open, end: int, anchors: dict[str, Node | None]) -> Node:
    node = done.node
    node.end = end
    if done.is_mapping:
        _fill(node, done)
    else:
        node.value = done.children
    if done.anchor:
        anchors[done.anchor] = node
    return node


def _fill(node: Node, done: _Open) -> None:
    """The mapping of keys and values; what it merges in stands below its own keys."""
    own: dict[str, Node] = {}
    merged: dict[str, Node] = {}
    for number in range(0, len(done.children), 2):
        key, child = done.children[number], done.children[number + 1]
        if key.value == _MERGE and done.plain[number]:
            for base in child.items or [child]:
                merged = base.mapping | merged
                node.keys = base.keys | node.keys
        elif not key.items and not key.mapping:
            name = key.value if isinstance(key.value, str) else ""
            own[name] = child
            node.keys[name] = (key.start, key.end)
    node.value = merged | own
