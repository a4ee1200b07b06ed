"""Every place of the tree that holds shell commands, with the commands and where they stand.

Scripts, Makefiles, Procfiles, the `run` steps of workflows, the RUN instructions of Dockerfiles and
the shell blocks of Markdown. What they start is read in `shell`; rules about what else they do ask
here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from scanner.collect import FileKind, Source, Tree
from scanner.errors import ReadError
from scanner.formats import dockerfile, markdown, shell, yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Command
from scanner.model import Location

_SHELL_LANGUAGES = frozenset(
    {"sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "shellscript"}
)
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
_FOLDED = re.compile(r"[ \t]*\r?\n(?=[ \t]*\S)")


@dataclass(frozen=True)
class Script:
    """A stretch of a file that a shell reads."""

    source: Source
    text: str
    lines: Lines
    shift: int = 0
    """Offset of the text in what `lines` was made from."""

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The simple commands; none where a cap is hit, which is named where the file is read."""
        try:
            return _READERS.get(self.source.kind, shell.read)(self.text)
        except ReadError:
            return ()

    def at(self, start: int, end: int, name: str = "") -> Location:
        """The place of a stretch of the text."""
        return Location(
            self.source.uri, self.lines.region(start + self.shift, end + self.shift), name
        )

    def place(self, command: Command, name: str = "") -> Location:
        """The place of a command's words."""
        return self.at(command.words[0].start, max(word.end for word in command.words), name)


_READERS: dict[FileKind, Callable[[str], tuple[Command, ...]]] = {
    FileKind.MAKEFILE: shell.read_makefile,
    FileKind.PROCFILE: shell.read_procfile,
}


@lru_cache(maxsize=1)
def scripts(tree: Tree) -> tuple[Script, ...]:
    """All of them, file by file; a file that cannot be read is named where it is read itself."""
    found: list[Script] = []
    for source in tree.sources:
        read = _FINDERS.get(source.kind)
        try:
            found.extend(read(source) if read else ())
        except ReadError:
            continue
    return tuple(found)


def _whole(source: Source) -> Iterator[Script]:
    yield Script(source, source.text, Lines(source.text))


def _shown(source: Source) -> Iterator[Script]:
    for block in markdown.blocks(source.text):
        if block.language in _SHELL_LANGUAGES:
            yield Script(source, markdown.commands(block.text), Lines(block.text))


def _built(source: Source) -> Iterator[Script]:
    lines = Lines(source.text)
    for instruction in dockerfile.read(source.text):
        if instruction.name == "RUN" and not instruction.text.startswith("["):
            yield Script(source, instruction.text, lines, instruction.text_start)
            start = source.text.find(instruction.body, instruction.end)
            if instruction.body and start >= 0:
                yield Script(source, instruction.body, lines, start)


def _stepped(source: Source) -> Iterator[Script]:
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        for job in (document.get("jobs") or Node({}, 0, 0)).mapping.values():
            for step in (job.get("steps") or job).items:
                run = step.get("run")
                if run is not None and run.text:
                    start, text = written(source.text, run)
                    yield Script(source, text, lines, start)


def written(text: str, scalar: Node) -> tuple[int, str]:
    """A YAML scalar as it stands in the file and where that begins, ready for a shell's reader.

    Indentation means nothing to a shell, and an expression of GitHub becomes a variable of the same
    length: so offsets stay true.
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
    return start, _EXPRESSION.sub(lambda match: "$" + "_" * (len(match.group()) - 1), body)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


_FINDERS: dict[FileKind, Callable[[Source], Iterator[Script]]] = {
    FileKind.SHELL: _whole,
    FileKind.MAKEFILE: _whole,
    FileKind.PROCFILE: _whole,
    FileKind.MARKDOWN: _shown,
    FileKind.DOCKERFILE: _built,
    FileKind.WORKFLOW: _stepped,
}
