"""Commands in scalars of YAML: steps of pipelines, first commands of machines."""

import re
from collections.abc import Iterable, Iterator

from scanner.deployments.scripts.script import Script
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source

_EXPRESSION = re.compile(r"\$\{\{[^\n]{0,500}?\}\}|\{\{[^\n{}]{0,200}\}\}|\$\[[^\n\[\]]{0,200}\]")
_FOLDED = re.compile(r"(?<![ \t])[ \t]*\r?\n")


def scripts(source: Source, lines: Lines, nodes: Iterable[Node | None]) -> Iterator[Script]:
    """The scalars as scripts, each once however many aliases name it."""
    seen: set[int] = set()
    for node in nodes:
        if node is not None and node.text and id(node) not in seen:
            seen.add(id(node))
            start, text = written(source.text, node)
            yield Script(source, text, lines, start)


def written(text: str, scalar: Node) -> tuple[int, str]:
    """A YAML scalar as it is in the file and where that begins, ready for a shell's reader.

    Indentation means nothing to a shell, and an expression of the pipeline becomes a variable of
    the same length: so offsets stay true.
    """
    raw = text[scalar.start : scalar.end]
    start = scalar.start
    header = re.match(r"[|>][^\r\n]*\r?\n", raw)
    if header:
        start, body = start + header.end(), raw[header.end() :]
        if raw.startswith(">"):
            body = _FOLDED.sub(_blank, body)
    elif raw[:1] in {'"', "'"}:
        start, body = start + 1, _FOLDED.sub(_blank, raw[1:-1])
    else:
        body = _FOLDED.sub(_blank, raw)
    return start, _EXPRESSION.sub(_as_variable, body)


def _as_variable(match: re.Match[str]) -> str:
    """`${{ env.NAME }}` as `${~~env.NAME~~}`; what is not a variable of the job is not known."""
    whole = match.group()
    named = re.fullmatch(r"\$\{\{\s*((?:env|matrix)\.\w+)\s*\}\}", whole)
    if named:
        return "${" + named[1].center(len(whole) - 3, "~") + "}"
    return "$" + "_" * (len(whole) - 1)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
