"""HCL (Terraform) as blocks with positions, through python-hcl2's grammar.

Nothing is evaluated: what is more than a literal stays as written and is marked. Functions that
only encode their argument are looked through, because the argument is what the file means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.errors import ReadError
from scanner.formats.positions import Node

if TYPE_CHECKING:
    from lark import Token, Tree

MAX_SIZE = 300_000
"""Code points; the grammar takes about a second for each 70,000."""
MAX_DEPTH = 200

EXPRESSION = "expression"
"""The tag of a node whose value is the text of something that Terraform works out."""
HEREDOC = "heredoc"
"""The tag of a string that is a heredoc; `start` is that of its first line."""

_ENCODERS = frozenset(
    {"jsonencode", "yamlencode", "base64encode", "base64gzip", "sensitive", "nonsensitive"}
    | {"tostring", "tomap", "tolist", "toset", "trimspace", "chomp"}
)
"""Functions whose argument is what the file means."""
_HEREDOC = re.compile(r"<<-?(?P<mark>[^\s]+)[^\n]*\n(?P<body>.*?)\n?[ \t]*(?P=mark)\s*$", re.DOTALL)
_ESCAPED = re.compile(r"\\(n|r|t|\"|\\|u[0-9a-fA-F]{4})")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True)
class Block:
    """`type "label" "label" { ... }`."""

    type: str
    labels: tuple[str, ...]
    start: int
    """Offset of its first code point."""
    end: int
    """Offset after its last."""
    attributes: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where the name of each attribute stands."""
    blocks: tuple["Block", ...] = ()

    def text(self, name: str) -> str:
        """An attribute as text; empty where it is not there or is no scalar."""
        node = self.attributes.get(name)
        return node.text if node else ""

    def all(self, *path: str) -> Iterator["Block"]:
        """The blocks at a path of types; `dynamic` blocks count as what they make."""
        if not path:
            yield self
            return
        for block in self.blocks:
            if block.type == path[0]:
                yield from block.all(*path[1:])
            elif block.type == "dynamic" and block.labels == path[:1]:
                for content in block.all("content"):
                    yield from content.all(*path[1:])


def read(text: str) -> Block:
    """The file as a block without type, which holds all others.

    Raises:
        ReadError: no HCL, or larger or deeper than the caps; with the line.
    """
    if len(text) > MAX_SIZE:
        raise ReadError(f"more than {MAX_SIZE} characters")
    _check_depth(text)
    from hcl2 import parses_to_tree  # a grammar that only Terraform needs
    from lark.exceptions import LarkError, UnexpectedInput

    try:
        tree = parses_to_tree(text)
    except UnexpectedInput as error:
        line = error.line if error.line > 0 else None  # -1 at the end of the text
        raise ReadError("no Terraform that can be read", line=line) from error
    except LarkError as error:
        raise ReadError("no Terraform that can be read") from error
    return _Converter(text).block("", (), tree)


def _check_depth(text: str) -> None:
    depth = 0
    for match in re.finditer(r"[\[({]|[])}]", text):
        depth += 1 if match.group() in "[({" else -1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, match.start()) + 1
            raise ReadError(f"more than {MAX_DEPTH} levels", line=line)


class _Converter:
    def __init__(self, text: str) -> None:
        self._text = text

    def block(self, kind: str, labels: tuple[str, ...], tree: "Tree[Token]") -> Block:
        """The block of a `block` or `start` tree."""
        attributes: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        blocks: list[Block] = []
        body = next((child for child in _trees(tree) if child.data == "body"), None)
        for child in _trees(body) if body else ():
            if child.data == "attribute":
                name, *_, value = _trees(child)
                attributes[self._at(name)] = self.node(value)
                keys[self._at(name)] = (name.meta.start_pos, name.meta.end_pos)
            elif child.data == "block":
                heads = [head for head in _trees(child) if head.data in {"identifier", "string"}]
                names = [self._at(head).strip('"') for head in heads]
                blocks.append(self.block(names[0], tuple(names[1:]), child))
        start, end = (0, len(self._text)) if not kind else _span(tree)
        return Block(kind, labels, start, end, attributes, keys, tuple(blocks))

    def node(self, tree: "Tree[Token]") -> Node:
        """An expression: a literal, a list, an object, or text that is marked."""
        start, end = _span(tree)
        children = list(_trees(tree))
        match tree.data:
            case "expr_term" if len(children) == 1 and len(tree.children) == 1:
                return self.node(children[0])
            case "int_lit" | "float_lit" | "literal_value":
                written = self._at(tree)
                return Node(None if written == "null" else written, start, end)
            case "string":
                return Node(_unescaped(self._text[start + 1 : end - 1]), start, end)
            case "heredoc_template" | "heredoc_template_trim":
                return self._heredoc(start, end)
            case "tuple":
                values = [child for child in children if child.data != "new_line_or_comment"]
                return Node([self.node(child) for child in values], start, end)
            case "object":
                return self._object(tree)
            case "function_call" if len(children) == 2:
                inner = [c for c in _trees(children[1]) if c.data != "new_line_or_comment"]
                seen = self._seen_through(self._at(children[0]), inner)
                if seen is not None:
                    return seen
        return Node(self._at(tree), start, end, tag=EXPRESSION)

    def _seen_through(self, function: str, inner: "list[Tree[Token]]") -> Node | None:
        """The argument of a function that only encodes it; objects that are merged as one."""
        if function in _ENCODERS and len(inner) == 1:
            return self.node(inner[0])
        if function != "merge":
            return None
        merged = Node({}, 0, 0)
        values: dict[str, Node] = {}
        for one in map(self.node, inner):
            if one.tag or not one.mapping:
                return None
            merged.start, merged.end = merged.start or one.start, one.end
            values |= one.mapping
            merged.keys |= one.keys
        merged.value = values
        return merged

    def _object(self, tree: "Tree[Token]") -> Node:
        made = Node({}, *_span(tree))
        values: dict[str, Node] = {}
        for element in (child for child in _trees(tree) if child.data == "object_elem"):
            key, *_, value = _trees(element)
            name = self._at(key).strip('"')
            values[name] = self.node(value)
            made.keys[name] = (key.meta.start_pos, key.meta.end_pos)
        made.value = values
        return made

    def _heredoc(self, start: int, end: int) -> Node:
        match = _HEREDOC.match(self._text[start:end])
        if match is None:
            return Node(self._text[start:end], start, end, tag=EXPRESSION)
        first = start + match.start("body")
        return Node(match["body"], first, first + len(match["body"]), tag=HEREDOC)

    def _at(self, tree: "Tree[Token]") -> str:
        start, end = _span(tree)
        return self._text[start:end]


def _trees(tree: "Tree[Token]") -> "Iterator[Tree[Token]]":
    """Those that are no tokens, which are strings."""
    return (child for child in tree.children if child is not None and not isinstance(child, str))


def _span(tree: "Tree[Token]") -> tuple[int, int]:
    return (0, 0) if tree.meta.empty else (tree.meta.start_pos, tree.meta.end_pos)


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        escape = match.group(1)
        return chr(int(escape[1:], 16)) if escape[0] == "u" else _CHARACTERS[escape]

    return _ESCAPED.sub(character, text)
