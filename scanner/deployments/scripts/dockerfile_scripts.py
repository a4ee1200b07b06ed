"""The instructions of a Dockerfile that a shell reads."""

from collections.abc import Iterator

from scanner.deployments.scripts.script import Script
from scanner.formats import dockerfile
from scanner.formats.positions import Lines
from scanner.tree.source import Source


def scripts(source: Source) -> Iterator[Script]:
    """Every RUN in its shell form, and the bodies of its heredocs.

    Raises:
        ReadError: an overlong line.
    """
    lines = Lines(source.text)
    for instruction in dockerfile.read(source.text):
        if instruction.name == "RUN" and not instruction.text.startswith("["):
            yield Script(source, instruction.text, lines, instruction.text_start)
            start = source.text.find(instruction.body, instruction.end)
            if instruction.body and start >= 0:
                yield Script(source, instruction.body, lines, start)
