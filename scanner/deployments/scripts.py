"""Every place of the tree that holds shell commands, with the commands and where they stand.

Scripts, Makefiles, Procfiles, the `run` steps of workflows, the RUN instructions of Dockerfiles and
the shell blocks of Markdown. What they start is read in `shell`; rules about what else they do ask
here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from scanner.errors import ReadError
from scanner.formats import dockerfile, markdown, shell, yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Command
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_SHELL_LANGUAGES = frozenset(
    {"sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "shellscript"}
)
_EXPRESSION = re.compile(r"\$\{\{[^\n]{0,500}?\}\}")
_FOLDED = re.compile(r"(?<![ \t])[ \t]*\r?\n")
_MENTIONED = re.compile(r"langflow|\blfx\b|/api/v\d/", re.IGNORECASE)


@dataclass(frozen=True)
class Script:
    """A stretch of a file that a shell reads."""

    source: Source
    text: str
    lines: Lines
    shift: int = 0
    """Offset of the text in what `lines` was made from."""
    is_about_langflow: bool = False
    """Whether its file speaks of Langflow anywhere."""

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
            ours = bool(read and "langflow" in source.text.lower())
            found.extend(
                replace(one, is_about_langflow=ours)
                for one in (read(source) if read else ())
                if _is_written(one.text)
            )
        except ReadError:
            continue
    return tuple(found)


def _is_written(text: str) -> bool:
    """Whether people wrote it: a line over the cap is named where the file is read itself."""
    return all(len(line) <= shell.MAX_LINE for line in text.split("\n"))


def _whole(source: Source) -> Iterator[Script]:
    yield Script(source, source.text, Lines(source.text))


def _shown(source: Source) -> Iterator[Script]:
    text = re.sub(r"\r\n?", "\n", source.text)
    lines = Lines(text)
    for block in markdown.blocks(text):
        if block.language in _SHELL_LANGUAGES and _MENTIONED.search(block.text):
            body = block.text.lstrip("\n")
            start = lines.offset(len(block.text) - len(body) + 1, 1)
            yield Script(source, markdown.commands(body), lines, start)


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
    seen: set[int] = set()  # what aliases share is one script
    for document in yaml_.read(source.text):
        jobs = {id(j): j for j in (document.get("jobs") or Node({}, 0, 0)).mapping.values()}
        lists = {id(s): s for j in jobs.values() if (s := j.get("steps")) is not None}
        for step in (step for steps in lists.values() for step in steps.items):
            run = step.get("run")
            if run is not None and run.text and id(run) not in seen:
                seen.add(id(run))
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
