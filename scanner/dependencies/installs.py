"""`pip install` and its like, wherever a repository writes commands: scripts, images, workflows.

Compose commands and cells of notebooks are read as well. Documentation is advice and installs
nothing; its Langflow releases are judged elsewhere (LF-VER-001).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.dependencies import manifests
from scanner.dependencies.pin import Collected, Origin
from scanner.deployments.commands.words import VARIABLE
from scanner.deployments.scripts.read import scripts
from scanner.deployments.scripts.script import Script
from scanner.deployments.scripts.yaml_scripts import written
from scanner.errors import ReadError
from scanner.formats import dockerfile, installs, shell, yaml_
from scanner.formats.installs import Unknown
from scanner.formats.positions import Lines, Node
from scanner.formats.requirements import Include, Unparsed
from scanner.formats.shell import Command, Word
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree

_MAX_DEPTH = 3
"""Of `sh -c "sh -c ..."`."""


def read(tree: Tree, found: Collected) -> None:
    """Everything that commands of the tree install."""
    _note_unread(tree, found)
    arguments: dict[str, dict[str, str]] = {}
    for script in (*scripts(tree), *_exec_forms(tree), *_of_compose(tree)):
        source = script.source
        if source.kind is FileKind.MARKDOWN or not _may_install(script.text):
            continue
        if source.uri not in arguments:
            arguments[source.uri] = _arguments(source)
        _Reader(tree, script, found, {**arguments[source.uri], **script.given}).take(
            script.commands, 0
        )


_SCRIPTS = (FileKind.SHELL, FileKind.MAKEFILE, FileKind.PROCFILE, FileKind.DOCKERFILE)


def _note_unread(tree: Tree, found: Collected) -> None:
    """Name files with commands too long for the shell's reader, where they install something."""
    for source in tree.of(*_SCRIPTS):
        if len(source.text) <= shell.MAX_LINE or not _may_install(source.text):
            continue
        lines = source.text.split("\n")
        if source.kind is FileKind.DOCKERFILE:
            try:
                lines = [one.text for one in dockerfile.read(source.text)]
            except ReadError:
                lines = [source.text]
        if any(len(line) > shell.MAX_LINE for line in lines):
            words = "installs something by a command that is too long to be read, and was not"
            words += " audited; split it"
            found.note(Level.WARNING, "commands-not-read", source.uri, 1, words)


def _may_install(text: str) -> bool:
    return bool(installs.MENTIONED.search(text.replace("\\\n", "  ").replace("\\\r\n", "   ")))


@dataclass
class _Reader:
    """Goes through the commands of one script and knows its variables."""

    tree: Tree
    script: Script
    found: Collected
    values: dict[str, str]

    def take(self, commands: Sequence[Command], shift: int, depth: int = 0) -> None:
        """What each command installs; `shift` is the offset of their text in the script's."""
        for command in commands:
            if not command.words:
                for one in command.assignments:
                    value = self._expand(one.value)
                    if value is not None:
                        self.values[one.name] = value
            for entry in installs.read(command.words, self._expand):
                self._take(entry, shift)
            if depth < _MAX_DEPTH:
                self._inside(command, shift, depth)

    def _inside(self, command: Command, shift: int, depth: int) -> None:
        """The commands that `sh -c "..."` is given as one word."""
        for option, word in zip(command.words, command.words[1:], strict=False):
            if re.fullmatch(r"-[a-z]*c", option.text) and " " in word.text:
                start = shift + word.start + int(self._raw(word, shift)[:1] in {'"', "'"})
                try:
                    self.take(shell.read(word.text), start, depth + 1)
                except ReadError:
                    return

    def _take(self, entry: installs.Installed, shift: int) -> None:
        source, lines = self.script.source, self.script.lines
        raw = self.script.text[shift + entry.start : shift + entry.end]
        quoted = int(len(raw) > 1 and raw[:1] in {'"', "'"} and raw[-1:] == raw[:1])
        move = shift + self.script.shift
        placed = replace(entry, start=entry.start + move + quoted, end=entry.end + move - quoted)
        line = lines.region(placed.start, placed.end).start_line
        match placed:
            case Unknown() | Unparsed():
                words = "installs what only its run will tell, and was not audited"
                self.found.note(Level.NOTE, "install-not-known", source.uri, line, words)
            case Include():
                manifests.include_if_present(placed, source, line, self.tree, self.found)
            case _:
                self.found.entry(placed, source, lines, origin=Origin.COMMAND)

    def _expand(self, word: Word) -> str | None:
        """The word with what the script or the Dockerfile sets; None when something is unknown."""
        if not word.dynamic:
            return word.text
        unknown = False

        def value(match: re.Match[str]) -> str:
            nonlocal unknown
            known = self.values.get(match.group(1) or match.group(3), match.group(2))
            unknown = unknown or known is None
            return known or ""

        expanded = VARIABLE.sub(value, word.text)
        return None if unknown or "$" in expanded or "`" in expanded else expanded

    def _raw(self, word: Word, shift: int) -> str:
        return self.script.text[shift + word.start : shift + word.end]


def _arguments(source: Source) -> dict[str, str]:
    """The build arguments and variables of a Dockerfile, at their defaults."""
    if source.kind is not FileKind.DOCKERFILE:
        return {}
    lines = Lines(source.text)
    found: dict[str, str] = {}
    try:
        for instruction in dockerfile.read(source.text):
            if instruction.name in {"ARG", "ENV"}:
                pairs = dockerfile.pairs(instruction, lines)
                found |= {one.name: one.value for one in pairs if one.value}
    except ReadError:
        return {}  # named where Dockerfiles are read as deployments
    return found


def _exec_forms(tree: Tree) -> Iterator[Script]:
    """`RUN ["pip", "install", "x"]`: the marks of JSON become blanks."""
    for source in tree.of(FileKind.DOCKERFILE):
        try:
            instructions = dockerfile.read(source.text)
        except ReadError:
            continue  # named where Dockerfiles are read as deployments
        lines = Lines(source.text)
        for one in instructions:
            runs = one.name in {"RUN", "CMD", "ENTRYPOINT"} and one.text.startswith("[")
            if runs and _may_install(one.text.replace('"', " ")):
                yield Script(source, _plain_marks(one.text), lines, one.text_start)
            elif one.name in {"CMD", "ENTRYPOINT"} and _may_install(one.text):
                yield Script(source, one.text, lines, one.text_start)


def _plain_marks(text: str) -> str:
    """Brackets and commas outside of strings as blanks, so that extras stay."""
    return re.sub(
        r'"(?:\\.|[^"\\])*"|[\[\],]',
        lambda match: match.group() if match.group().startswith('"') else " ",
        text,
    )


def _of_compose(tree: Tree) -> Iterator[Script]:
    """The commands of Compose services."""
    for source in tree.of(FileKind.COMPOSE):
        if not _may_install(source.text.replace('"', " ").replace(",", " ")) and (
            "uvx" not in source.text
        ):
            continue
        try:
            documents = yaml_.read(source.text)
        except ReadError:
            continue  # named where Compose files are read as deployments
        lines = Lines(source.text)
        for document in documents:
            for service in (document.get("services") or Node({}, 0, 0)).mapping.values():
                for key in ("command", "entrypoint"):
                    node = service.get(key)
                    if node is not None:
                        yield from _of_node(source, lines, node)


def _of_node(source: Source, lines: Lines, node: Node) -> Iterator[Script]:
    """A command as one string, or as a list of words."""
    if node.text:
        start, text = written(source.text, node)
        yield Script(source, text, lines, start)
    elif node.items:
        stretch = source.text[node.start : node.end]
        plain = _plain_marks(stretch) if stretch.startswith("[") else _dashes(stretch)
        yield Script(source, plain, lines, node.start)


def _dashes(stretch: str) -> str:
    """A block list of YAML with its dashes and line ends as blanks: one command."""
    blank = re.sub(r"(?m)^[ \t]*-(?=[ \t])", lambda found: " " * len(found.group()), stretch)
    return blank.replace("\n", " ").replace("\r", " ")
