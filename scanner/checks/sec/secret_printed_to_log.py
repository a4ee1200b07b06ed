"""LF-SEC-018 secret-printed-to-log."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Command, Script, Word
from scanner.tree.guards import is_documentation
from scanner.tree.source import FileKind

_PRINTERS = frozenset({"echo", "printf"})


_TERMINAL = frozenset({"1", "2", "/dev/stdout", "/dev/stderr", "/dev/tty"})


_FUNCTION = re.compile(r"(?:\bfunction\s++[\w-]++\s*+(?:\(\))?|(?<![\w-])[\w-]++\s*+\(\))\s*+\{")


_BRACE = re.compile(r"\$\{(?:[^{}\n]*+\})?|[{}]")
"""A brace; that of an expansion goes together with its end."""


_BEHIND = re.compile(r"[ \t\\\r]*+(.?)", re.DOTALL)


_MASK = "::add-mask::"


_SHOWN = re.compile(
    r"\$(?:(?P<plain>[A-Za-z_]\w*+)|\{(?P<braced>[A-Za-z_]\w*+)(?P<rest>[^}]{0,500}+)\})"
)


_SECRET_OF_WORKFLOW = re.compile(r"\$\{\{\s*secrets\.(?P<name>\w+)\s*\}\}")


@check("LF-SEC-018")
def secret_printed_to_log(facts: Facts) -> Iterator[Match]:
    """`echo $OPENAI_API_KEY` that goes nowhere but to the terminal, and so to the log."""
    for script in facts.scripts:
        if not any(printer in script.text for printer in _PRINTERS):
            continue
        functions = _Functions(script.text)
        for command in script.commands:
            yield from _printed(script, command, functions)


class _Functions:
    """Which places of a script are inside a function; found once, asked for each command."""

    def __init__(self, text: str) -> None:
        """`text` is all of the script."""
        self._bodies = [found.end() for found in _FUNCTION.finditer(text)]
        self._braces: list[int] = []
        self._depths = [0]
        for found in _BRACE.finditer(text) if self._bodies else ():
            step = {"{": 1, "${": 1, "}": -1}.get(found.group(), 0)
            self._braces.append(found.end())
            self._depths.append(self._depths[-1] + step)

    def hold(self, at: int) -> bool:
        """Whether the last function that begins before an offset has not ended there."""
        number = bisect_right(self._bodies, at)
        return number > 0 and self._depth(at) >= self._depth(self._bodies[number - 1])

    def _depth(self, at: int) -> int:
        return self._depths[bisect_right(self._braces, at)]


def _printed(script: Script, command: Command, functions: _Functions) -> Iterator[Match]:
    if not command.words or not _TERMINAL.issuperset(command.targets):
        return
    program, *words = command.words
    if PurePosixPath(program.text).name not in _PRINTERS or _goes_on(script, command, functions):
        return
    for word in words:
        name = _secret_in(script, word)
        place = script.at(word.start, word.end, name)
        if name and not is_documentation(place):
            masked = script.source.kind is FileKind.WORKFLOW
            message = (
                f"{program.text} shows the value of {name}: it stands in every log of this run"
            )
            yield Match(message, place, "masked" if masked else "")


def _goes_on(script: Script, command: Command, functions: _Functions) -> bool:
    """Whether something else takes what is printed: a pipe, `$(...)`, the caller of a function."""
    last = max(word.end for word in command.words)
    behind = _BEHIND.match(script.text, last)
    if behind and behind.group(1) in {"|", ")"}:
        return True
    return functions.hold(command.words[0].start)


def _secret_in(script: Script, word: Word) -> str:
    """The first variable with a secret's name whose value the word holds whole; else empty."""
    if not word.dynamic or _MASK in word.text:
        return ""
    for found in _SHOWN.finditer(word.text):
        name = found["plain"] or found["braced"]
        shows = not found["rest"] or found["rest"].startswith((":-", "-", ":=", ":?", "?"))
        if shows and values.is_secret_name(name.upper()):
            return name
    # An expression of GitHub was made a variable of underscores of the same length.
    start, end = word.start + script.shift, word.end + script.shift
    written = _SECRET_OF_WORKFLOW.search(script.source.text[start:end])
    return f"secrets.{written['name']}" if written else ""
