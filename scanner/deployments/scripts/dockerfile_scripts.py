"""The instructions of a Dockerfile that a shell reads."""

from collections.abc import Iterator

from scanner.deployments.scripts.script import Script
from scanner.formats import dockerfile
from scanner.formats.dockerfile import Instruction
from scanner.formats.positions import Lines
from scanner.tree.source import Source


def scripts(source: Source) -> Iterator[Script]:
    """Every RUN in its shell form, and the bodies of its heredocs.

    Raises:
        ReadError: an overlong line.
    """
    lines = Lines(source.text)
    for instruction in dockerfile.read(source.text):
        yield from run_scripts(source, lines, instruction)


def run_scripts(source: Source, lines: Lines, instruction: Instruction) -> Iterator[Script]:
    """The commands of a RUN: its line, and a heredoc that is a script or what a command gets."""
    if instruction.name != "RUN" or instruction.text.startswith("["):
        return
    start = source.text.find(instruction.body, instruction.end) if instruction.body else -1
    if start < 0:
        yield Script(source, instruction.text, lines, instruction.text_start)
    elif instruction.text.startswith("<<"):
        yield Script(source, instruction.body, lines, start)
    else:
        end = source.text.find("\n", start + len(instruction.body))
        whole = source.text[instruction.text_start : end if end >= 0 else len(source.text)]
        yield Script(source, whole, lines, instruction.text_start)
