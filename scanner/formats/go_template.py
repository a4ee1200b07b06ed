"""Templates of Go as Helm has them, rendered as far as their values are known, with origins.

Nothing is guessed: what is not known is `UNKNOWN` in the text, and a condition that is not known
renders nothing. Every stretch of the output knows the value or the template it comes from.
Syntax: https://pkg.go.dev/text/template, functions: https://helm.sh/docs/chart_template_guide/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scanner.errors import ReadError
from scanner.formats.go_values import (
    MAX_DEPTH,
    MAX_OUTPUT,
    NOT_KNOWN,
    NOTHING,
    UNKNOWN,
    Datum,
    Origin,
    functions,
)

MAX_STEPS = 50_000
"""Actions of one rendering; ranges may be inside one another."""

_ACTION = re.compile(r"\{\{(?P<left>-(?=\s))?(?P<inner>(?s:.){0,5000}?)(?P<right>(?<=\s)-)?\}\}")
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:\\.|[^\"\\])*\"|`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<path>\$?[\w]*(?:\.[\w-]+)+|\$\w*|\.|\.[\w.]+)|(?P<word>[A-Za-z]\w*)|(?P<mark>:=|=|[(),|]))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the output."""

    text: str
    origin: Origin | None


@dataclass
class _Block:
    """A part of a template: text, an action, or a block with its branches."""

    kind: str
    text: str
    origin: Origin | None = None
    body: "list[_Block]" = field(default_factory=list)
    other: "list[_Block]" = field(default_factory=list)


class Template:
    """One file of templates, taken apart."""

    def __init__(self, uri: str, text: str) -> None:
        """Read `text`.

        Raises:
            ReadError: blocks that do not end.
        """
        self.defined: dict[str, list[_Block]] = {}
        self.body: list[_Block] = []
        parts = list(_parts(uri, text))
        at, self.body = self._blocks(parts, 0, 0)
        if at < len(parts):
            raise ReadError("a block that ends and does not begin")

    def _blocks(self, parts: list[_Block], at: int, depth: int) -> tuple[int, list[_Block]]:
        if depth > MAX_DEPTH:
            raise ReadError(f"more than {MAX_DEPTH} levels")
        found: list[_Block] = []
        while at < len(parts):
            part = parts[at]
            word = part.text.partition(" ")[0] if part.kind == "action" else ""
            if word in {"end", "else"}:
                return at, found
            at += 1
            if word in {"if", "range", "with", "define", "block"}:
                at = self._block(parts, at, part, depth)
                if word != "define":
                    found.append(part)
            else:
                found.append(part)
        if depth:
            raise ReadError("a block that does not end")
        return at, found

    def _block(self, parts: list[_Block], at: int, part: _Block, depth: int) -> int:
        word, _, rest = part.text.partition(" ")
        at, part.body = self._blocks(parts, at, depth + 1)
        if at < len(parts) and parts[at].text.startswith("else"):
            chained = parts[at].text[4:].strip()
            if chained.startswith(("if ", "with ")):
                inner = _Block("action", chained, parts[at].origin)
                at = self._block(parts, at + 1, inner, depth + 1)
                part.other = [inner]
                part.kind, part.text = word, rest
                return at
            at, part.other = self._blocks(parts, at + 1, depth + 1)
        if at >= len(parts):
            raise ReadError("a block that does not end")
        part.kind, part.text = word, rest
        if word == "define":
            name = re.match(r"\s*\"([^\"]*)\"", rest)
            self.defined[name[1] if name else ""] = part.body
        return at + 1


def _parts(uri: str, text: str) -> Iterator[_Block]:
    at, trim = 0, False
    for match in _ACTION.finditer(text):
        written = text[at : match.start()]
        start = at
        if trim:
            start += len(written) - len(written.lstrip())
        end = match.start()
        if match["left"]:
            end = start + len(text[start:end].rstrip())
        if end > start:
            yield _Block("text", text[start:end], Origin(uri, start, end))
        at, trim = match.end(), bool(match["right"])
        inner = match["inner"].strip()
        if not inner.startswith("/*"):
            yield _Block("action", inner, Origin(uri, match.start(), match.end()))
    rest = text[at:]
    start = at + (len(rest) - len(rest.lstrip()) if trim else 0)
    if start < len(text):
        yield _Block("text", text[start:], Origin(uri, start, len(text)))


@dataclass
class Renderer:
    """The templates of one chart with the values that they are rendered with."""

    root: Datum
    defined: Mapping[str, list[_Block]]
    steps: int = 0
    size: int = 0
    unknown: bool = False
    """Whether a condition or a loop was not known, so that something may be missing."""

    def render(self, template: Template) -> tuple[Piece, ...]:
        """The output of one file.

        Raises:
            ReadError: over the caps.
        """
        return tuple(self._run(template.body, self.root, {"$": self.root}, 0))

    def _run(
        self, blocks: list[_Block], dot: Datum, variables: dict[str, Datum], depth: int
    ) -> Iterator[Piece]:
        if depth > MAX_DEPTH:
            raise ReadError(f"more than {MAX_DEPTH} levels")
        for block in blocks:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise ReadError(f"more than {MAX_STEPS} actions")
            for piece in self._one(block, dot, variables, depth):
                self.size += len(piece.text)
                if self.size > MAX_OUTPUT:
                    raise ReadError(f"more than {MAX_OUTPUT} characters")
                yield piece

    def _one(
        self, block: _Block, dot: Datum, variables: dict[str, Datum], depth: int
    ) -> Iterator[Piece]:
        if block.kind == "text":
            yield Piece(block.text, block.origin)
        elif block.kind == "action":
            yield from self._action(block, dot, variables, depth)
        elif block.kind in {"if", "with"}:
            yield from self._branch(block, dot, variables, depth)
        elif block.kind == "range":
            yield from self._range(block, dot, variables, depth)

    def _branch(
        self, block: _Block, dot: Datum, variables: dict[str, Datum], depth: int
    ) -> Iterator[Piece]:
        inner = dict(variables)
        value = self._evaluate(block.text, dot, inner, depth)
        if value.truth is None:
            self.unknown = True
        elif value.truth:
            yield from self._run(
                block.body, value if block.kind == "with" else dot, inner, depth + 1
            )
        else:
            yield from self._run(block.other, dot, inner, depth + 1)

    def _range(
        self, block: _Block, dot: Datum, variables: dict[str, Datum], depth: int
    ) -> Iterator[Piece]:
        names, expression = [], block.text
        head = re.match(r"\s*(\$\w+)(?:\s*,\s*(\$\w+))?\s*:=\s*", block.text)
        if head:
            names = [name for name in head.groups() if name]
            expression = block.text[head.end() :]
        value = self._evaluate(expression, dot, dict(variables), depth)
        if not value.is_known:
            self.unknown = True
            return
        members: list[tuple[Datum, Datum]] = []
        if isinstance(value.value, dict):
            members = [(Datum(key, one.origin), one) for key, one in sorted(value.value.items())]
        elif isinstance(value.value, list):
            members = [(Datum(str(number)), one) for number, one in enumerate(value.value)]
        if not members:
            yield from self._run(block.other, dot, dict(variables), depth + 1)
        for key, one in members:
            inner = dict(variables)
            if len(names) == 2:
                inner[names[0]], inner[names[1]] = key, one
            elif names:
                inner[names[0]] = one
            yield from self._run(block.body, one, inner, depth + 1)

    def _action(
        self, block: _Block, dot: Datum, variables: dict[str, Datum], depth: int
    ) -> Iterator[Piece]:
        assigned = re.match(r"(\$\w+)\s*:?=\s*(?!=)", block.text)
        if assigned:
            text = block.text[assigned.end() :]
            variables[assigned[1]] = self._evaluate(text, dot, variables, depth)
            return
        word, _, rest = block.text.partition(" ")
        value = self._evaluate(
            f"include {rest}" if word == "template" else block.text, dot, variables, depth
        )
        if isinstance(value.value, dict | list):
            yield Piece(UNKNOWN, block.origin)
        else:
            yield Piece(value.text, value.origin or block.origin)

    def _evaluate(self, text: str, dot: Datum, variables: dict[str, Datum], depth: int) -> Datum:
        tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
        expression = _Expression(self, tokens, dot, variables, depth)
        return expression.pipeline()

    def include(self, name: str, dot: Datum, depth: int) -> Datum:
        """What a defined template prints for a value."""
        body = self.defined.get(name)
        if body is None or depth > MAX_DEPTH:
            return NOT_KNOWN
        pieces = tuple(self._run(body, dot, {"$": dot}, depth + 1))
        return _joined(pieces)


def _joined(pieces: tuple[Piece, ...]) -> Datum:
    """Several stretches as one value; its origin is that of the only value in it."""
    text = "".join(piece.text for piece in pieces)
    origins = {piece.origin for piece in pieces if piece.text.strip()}
    return Datum(text, origins.pop() if len(origins) == 1 else None)


@dataclass
class _Expression:
    """One pipeline as it is worked out."""

    renderer: Renderer
    tokens: list[re.Match[str]]
    dot: Datum
    variables: dict[str, Datum]
    depth: int
    at: int = 0

    def pipeline(self) -> Datum:
        value = self._command(None)
        while self._mark("|"):
            value = self._command(value)
        return value

    def _mark(self, mark: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at]["mark"] == mark:
            self.at += 1
            return True
        return False

    def _command(self, piped: Datum | None) -> Datum:
        if self.at >= len(self.tokens):
            return piped or NOTHING
        word = self.tokens[self.at]["word"]
        if word and word not in {"true", "false", "nil"}:
            self.at += 1
            arguments = self._arguments()
            if piped is not None:
                arguments.append(piped)
            return self._call(word, arguments)
        return self._operand()

    def _arguments(self) -> list[Datum]:
        found: list[Datum] = []
        while self.at < len(self.tokens) and self.tokens[self.at]["mark"] not in {"|", ")", ","}:
            found.append(self._operand())
        return found

    def _operand(self) -> Datum:
        token = self.tokens[self.at]
        self.at += 1
        if token["mark"] == "(":
            value = self.pipeline()
            self._mark(")")
            if self.at < len(self.tokens):  # `(include ...).field`
                path = self.tokens[self.at]["path"]
                if path and path.startswith(".") and self.tokens[self.at].start() == token.end():
                    self.at += 1
                    return _at_path(value, path)
            return value
        if token["string"]:
            written = token["string"]
            plain = written[1:-1]
            return Datum(re.sub(r"\\(.)", r"\1", plain) if written[0] == '"' else plain)
        if token["number"]:
            return Datum(token["number"])
        if token["path"]:
            return self._path(token["path"])
        words = {"true": Datum(True), "false": Datum(False), "nil": NOTHING}
        return words.get(token["word"] or "", self._call(token["word"] or "", []))

    def _path(self, path: str) -> Datum:
        if path == ".":
            return self.dot
        head, _, rest = path.partition(".")
        base = self.dot if not head else self.variables.get(head, NOT_KNOWN)
        return _at_path(base, rest) if rest else base

    def _call(self, name: str, given: list[Datum]) -> Datum:
        if name == "include" and given:
            dot = given[1] if len(given) > 1 else NOTHING
            return self.renderer.include(given[0].text, dot, self.depth + 1)
        if name == "tpl" and given:
            if "{{" not in given[0].text:
                return given[0]
            inner = Template("", given[0].text)
            dot = given[1] if len(given) > 1 else self.dot
            pieces = tuple(self.renderer._run(inner.body, dot, {"$": dot}, self.depth + 1))
            return Datum(_joined(pieces).text, given[0].origin)
        return functions(name, given)


def _at_path(value: Datum, path: str) -> Datum:
    for part in path.split("."):
        value = value.get(part) if part else value
    return value
