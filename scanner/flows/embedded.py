"""Flows inside other files: a string of Python, JavaScript or YAML, an argument of a shell command.

`lfx run --flow-json '<flow>'`, a here-document, a ConfigMap's `data`, Compose's `configs`. Where
the text stands as it is, every position in it is one of the file; where it stands escaped or in
pieces, the string as a whole is the place of all that is in it.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.python_ import PythonText
from scanner.model.place import Region
from scanner.tree.source import FileKind, Source

MAX_FLOWS = 200
"""Of one file."""
MAX_NODES = 200_000
"""Values of one YAML document that is a flow: aliases make much of little text."""
_MAX_WORK = 20
"""How often each character of a file may be looked at, on average, in search of a string's end."""

_YAML = frozenset(
    {FileKind.COMPOSE, FileKind.KUBERNETES, FileKind.HELM, FileKind.WORKFLOW, FileKind.RENDER}
)
_SHELL = frozenset({FileKind.SHELL, FileKind.MAKEFILE, FileKind.DOCKERFILE, FileKind.PROCFILE})
_SCRIPTS = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"})
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_SIGNS = (b"nodes", b"edges")
_OPENING = re.compile(r"(?P<quote>['\"`])(?=\s*(?:\\n\s*|\\\n\s*)*[\[{])")
_HEREDOC = re.compile(
    r"<<-?[ \t]*(?P<quote>['\"]?)(?P<mark>[A-Za-z_]\w{0,80}+)(?P=quote)[^\n]{0,1000}+\n"
)
_REST = {quote: re.compile(rf"(?>(?:\\[\s\S]|[^{quote}\\])*)") for quote in "'\"`"}
_SHELL_ESCAPE = re.compile(r'\\(?:([$`"\\])|\r?\n)')
_SCRIPT_ESCAPE = re.compile(
    r"\\(?:u\{(?P<code>[0-9A-Fa-f]{1,6})\}|u(?P<unit>[0-9A-Fa-f]{4})|x(?P<byte>[0-9A-Fa-f]{2})"
    r"|(?P<end>\r?\n)|(?P<other>.))",
    re.DOTALL,
)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_BLOCK = re.compile(r"^[\[{]$.*?^[\]}]$", re.MULTILINE | re.DOTALL)
"""A document whose brackets stand alone at the beginning of lines, as programs indent it."""
_PRINTED = re.compile(r"[^\n\r]")


@dataclass(frozen=True, slots=True)
class Embedded:
    """The text of something that may be a flow."""

    text: str
    """JSON; with `place` None at the offsets that it has in the file, after blanks."""
    line: int
    place: Region | None = None
    """The string that holds it, where positions inside are not those of the file."""

    @property
    def is_surely(self) -> bool:
        """Whether it has words of Langflow's, so that not to read it is to miss a flow."""
        return any(f'"{word}"' in self.text for word in ("template", "genericNode"))


@dataclass(frozen=True, slots=True)
class _Literal:
    value: str
    """What the program sees."""
    start: int
    end: int
    """As written, quotes included."""


def may_hold(source: Source) -> bool:
    """Whether a file that is no flow has the words that every flow has."""
    if source.kind in {FileKind.FLOW, FileKind.BINARY} or _reader(source) is None:
        return False
    return all(sign in source.data for sign in _SIGNS)


def embedded(source: Source) -> Iterator[Embedded]:
    """What may be flows in a file for which `may_hold` is true.

    Raises:
        ReadError: the file is no YAML, or holds more than `MAX_FLOWS`.
    """
    read, text, lines = _reader(source), source.text, Lines(source.text)
    count = 0
    for literal in read(text) if read else ():
        value = literal.value.strip()
        if not value.startswith(("{", "[")) or not _is_like_a_flow(value):
            continue
        count += 1
        if count > MAX_FLOWS:
            raise ReadError(f"more than {MAX_FLOWS} flows in strings of one file")
        region = lines.region(literal.start, literal.end)
        start = _same(text, literal, value)
        if start is None:
            yield Embedded(value, region.start_line, region)
        else:
            end = text.rindex(value[-1], start, literal.end) + 1
            yield Embedded(_PRINTED.sub(" ", text[:start]) + text[start:end], region.start_line)


def _is_like_a_flow(text: str) -> bool:
    return '"nodes"' in text and '"edges"' in text


def _same(text: str, literal: _Literal, value: str) -> int | None:
    """Where the same document stands in the file unescaped; None where it does not."""
    start = text.find(value[0], literal.start, literal.end)
    end = text.rfind(value[-1], literal.start, literal.end) + 1
    if start < 0 or end <= start:
        return None
    if text[start:end] == value:
        return start
    try:
        same = json.loads(text[start:end]) == json.loads(value)
    except (ValueError, RecursionError):
        return None
    return start if same else None


def _reader(source: Source) -> Callable[[str], Iterator[_Literal]] | None:
    suffix = PurePosixPath(source.uri.lower()).suffix
    if source.kind is FileKind.PYTHON:
        return _of_python
    if source.kind in _YAML or (source.kind is FileKind.TEXT and suffix in {".yml", ".yaml"}):
        return _of_yaml
    if source.kind in _SHELL:
        return _of_shell
    if source.kind is FileKind.TEXT and suffix in _SCRIPTS:
        return _of_script
    if source.kind is FileKind.TEXT and suffix in _JSON:
        return _of_json
    return _of_dump if source.kind is FileKind.TEXT else None


def _of_python(text: str) -> Iterator[_Literal]:
    """String constants; a file that does not parse is named by the engines that analyse it."""
    program = PythonText(text)
    for node in program.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{" in node.value:
            yield _Literal(node.value, *program.offsets(node))


def _of_yaml(text: str) -> Iterator[_Literal]:
    """Scalars that are a flow, and the strings of scalars that are commands with one."""
    seen: set[int] = set()
    for document in yaml_.read(text):
        if _is_graph(document):
            if next(islice(document.walk(), MAX_NODES, None), None) is not None:
                raise ReadError(f"a flow of more than {MAX_NODES} values, aliases included")
            yield _Literal(json.dumps(_plain(document)), document.start, document.end)
            continue
        for node in document.walk():
            if id(node) in seen or not _is_like_a_flow(node.text.replace('\\"', '"')):
                continue
            seen.add(id(node))
            if node.text.lstrip().startswith(("{", "[")):
                yield _Literal(node.text, node.start, node.end)
                continue
            written = list(_of_shell(text[node.start : node.end]))
            for literal in _of_shell(node.text):
                same = next((one for one in written if _equal(one.value, literal.value)), None)
                start, end = (same.start, same.end) if same else (0, node.end - node.start)
                yield _Literal(literal.value, node.start + start, node.start + end)


def _is_graph(document: Node) -> bool:
    """Whether a YAML document is a flow that somebody converted."""
    graph = document.get("data") or document
    return {"nodes", "edges"} <= graph.mapping.keys()


def _plain(node: Node) -> object:
    """A YAML document as JSON has it; scalars stay as they are written, but for booleans."""
    if node.mapping:
        return {key: _plain(child) for key, child in node.mapping.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.items]
    return {"true": True, "false": False}.get(node.text, node.value)


def _equal(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _of_shell(text: str) -> Iterator[_Literal]:
    for match in _HEREDOC.finditer(text):
        end = re.compile(rf"^[ \t]*{match['mark']}[ \t]*\r?$", re.MULTILINE).search(
            text, match.end()
        )
        if end is not None:
            body = text[match.end() : end.start()]
            value = body if match["quote"] else _SHELL_ESCAPE.sub(r"\1", body)
            yield _Literal(value, match.end(), end.start())
    yield from _quoted(text, _end_in_shell, _unescaped_in_shell)


def _of_json(text: str) -> Iterator[_Literal]:
    """A graph that is the text of a string once more, as some clients save it."""
    yield from _of_script(text)
    yield from _of_dump(text)


def _of_dump(text: str) -> Iterator[_Literal]:
    """Strings as SQL writes them, and JSON between lines of something else."""
    yield from _quoted(text, _end_in_sql, lambda raw: raw[1:-1].replace(raw[0] * 2, raw[0]))
    for match in _BLOCK.finditer(text):
        yield _Literal(match.group(), match.start(), match.end())


def _end_in_sql(text: str, start: int) -> int:
    """A quote is written twice inside; nothing else is escaped."""
    quote = text[start]
    end = text.find(quote, start + 1)
    while end >= 0 and text.startswith(quote, end + 1):
        end = text.find(quote, end + 2)
    return end + 1


def _of_script(text: str) -> Iterator[_Literal]:
    return _quoted(text, _end_in_script, _unescaped_in_script)


def _quoted(
    text: str, find_end: Callable[[str, int], int], unescape: Callable[[str], str]
) -> Iterator[_Literal]:
    """Strings that begin like JSON; one that has no end is none.

    Raises:
        ReadError: so many begin and do not end that looking for all ends would take too long.
    """
    at, work = 0, 0
    while match := _OPENING.search(text, at):
        if work > _MAX_WORK * len(text):
            raise ReadError("too many strings without an end")
        start = match.start()
        end = find_end(text, start)
        work += abs(end - start) if end > 0 else len(text) - start
        at = start + 1
        if end > 0:
            value = unescape(text[start:end])
            yield _Literal(value, start, end)
            at = end if _is_like_a_flow(value) else at


def _end_in_shell(text: str, start: int) -> int:
    if text[start] != "'":
        return _end_in_script(text, start)
    end = text.find("'", start + 1)
    while end >= 0 and text.startswith("'\\''", end):
        end = text.find("'", end + 4)
    return end + 1


def _end_in_script(text: str, start: int) -> int:
    rest = _REST[text[start]].match(text, start + 1)
    end = rest.end() if rest else len(text)
    return end + 1 if end < len(text) else 0


def _unescaped_in_shell(raw: str) -> str:
    if raw[0] == "'":
        return raw[1:-1].replace("'\\''", "'")
    return _SHELL_ESCAPE.sub(r"\1", raw[1:-1])


def _unescaped_in_script(raw: str) -> str:
    return _SCRIPT_ESCAPE.sub(_meant, raw[1:-1])


def _meant(match: re.Match[str]) -> str:
    digits = match["code"] or match["unit"] or match["byte"]
    if digits:
        number = int(digits, 16)
        return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
    return "" if match["end"] else _CONTROLS.get(match["other"], match["other"])
