"""A stretch of a file that a shell reads, with its commands and where they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scanner.errors import ReadError
from scanner.formats import shell
from scanner.formats.positions import Lines
from scanner.formats.shell import Assignment, Command, Word, assignment
from scanner.model.place import Location
from scanner.tree.source import Source

__all__ = ["Assignment", "Command", "Script", "Word", "of_words", "whole"]


@dataclass(frozen=True)
class Script:
    """Commands in a file: all of it, or a step, a block, an instruction."""

    source: Source
    text: str
    lines: Lines
    shift: int = 0
    """Offset of the text in what `lines` was made from."""
    is_about_langflow: bool = False
    """Whether its file mentions Langflow anywhere."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Variables that the format hands to the commands, as far as they are known."""
    reader: Callable[[str], tuple[Command, ...]] = shell.read
    """Of the language: a POSIX shell, or another that is read as one."""

    @cached_property
    def parsed(self) -> tuple[Command, ...]:
        """The simple commands.

        Raises:
            ReadError: a cap is hit.
        """
        return self.reader(self.text)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The simple commands; none where a cap is hit, which is named where the file is read."""
        try:
            return self.parsed
        except ReadError:
            return ()

    def assignment(self, word: Word) -> Assignment | None:
        """`NAME=value` that stands where a word of a command does; None for any other word."""
        return assignment(word, self.text[word.start : word.end])

    def at(self, start: int, end: int, name: str = "") -> Location:
        """The place of a stretch of the text."""
        return Location(
            self.source.uri, self.lines.region(start + self.shift, end + self.shift), name
        )

    def place(self, command: Command, name: str = "") -> Location:
        """The place of a command's words."""
        return self.at(command.words[0].start, max(word.end for word in command.words), name)


def whole(source: Source, reader: Callable[[str], tuple[Command, ...]] = shell.read) -> Script:
    """A file that is one script."""
    return Script(source, source.text, Lines(source.text), reader=reader)


def of_words(source: Source, lines: Lines, words: tuple[Word, ...]) -> Script:
    """A command that a format gives as a list of words, each at its own place."""
    command = Command(words=words)
    return Script(source, source.text, lines, reader=lambda _: (command,))
