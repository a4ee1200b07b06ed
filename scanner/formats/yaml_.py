"""YAML with positions, through PyYAML's own node marks.

Scalars stay strings as written: what `true` or `0755` means is for the reader of the file's format
to say (Compose turns every environment value into a string). Depth and size are checked on the
event stream first, because composing deeply nested text ends the interpreter.
"""

import yaml

from scanner.errors import ReadError
from scanner.formats.positions import Node

MAX_DEPTH = 100
MAX_NODES = 500_000

_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"


def read(text: str) -> tuple[Node, ...]:
    """The documents of a YAML text. Aliases are shared, never expanded; merge keys are applied.

    Raises:
        ReadError: not YAML, or deeper or larger than the caps; with the line.
    """
    try:
        _check_size(text)
        documents = list(yaml.compose_all(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ReadError(error.problem or "not YAML", line=line) from error
    except yaml.YAMLError as error:
        raise ReadError("a character that YAML does not allow") from error
    converter = _Converter()
    return tuple(converter.convert(document) for document in documents if document is not None)


def _check_size(text: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_NODES:
            mark = event.start_mark
            cap = f"{MAX_DEPTH} levels" if depth > MAX_DEPTH else f"{MAX_NODES} values"
            raise ReadError(f"more than {cap}", line=mark.line + 1 if mark else None)


class _Converter:
    """Turns PyYAML's nodes into ours, each shared one once: an alias bomb stays small."""

    def __init__(self) -> None:
        self._done: dict[int, Node] = {}

    def convert(self, node: yaml.Node) -> Node:
        known = self._done.get(id(node))
        if known is not None:
            return known
        start, end = node.start_mark.index, node.end_mark.index
        tag = node.tag if node.tag.startswith("!") and len(node.tag) > 1 else ""
        made = self._done[id(node)] = Node(None, start, end, tag=tag)
        match node:
            case yaml.ScalarNode(tag=tag, style=style, value=value):
                made.value = None if tag == _NULL and not style else value
            case yaml.SequenceNode(value=children):
                made.value = [self.convert(child) for child in children]
            case yaml.MappingNode(value=pairs):
                self._mapping(made, pairs)
        return made

    def _mapping(self, made: Node, pairs: list[tuple[yaml.Node, yaml.Node]]) -> None:
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, value in pairs:
            child = self.convert(value)
            if key.tag == _MERGE:
                for base in child.items or [child]:
                    merged = base.mapping | merged
                    made.keys = base.keys | made.keys
            elif isinstance(key, yaml.ScalarNode):
                own[key.value] = child
                made.keys[key.value] = (key.start_mark.index, key.end_mark.index)
        made.value = merged | own
