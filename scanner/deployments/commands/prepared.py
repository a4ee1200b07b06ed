"""Commands as a shell runs them: with words that variables hold, and files behind pipes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import PurePosixPath

from scanner.deployments.scripts.script import Script
from scanner.formats.shell import Assignment, Command, Word

MAX_WORDS = 1_000
"""That one variable holds."""
MAX_LENGTH = 10_000
"""Characters of an array that people write."""
_ARRAY = re.compile(r"\$\{(\w+)\[[@*]\]\}")
_PLAIN = re.compile(r"\$\{?(\w+)\}?")


def prepared(script: Script) -> Iterator[Command]:
    """The commands of a script, in order."""
    spread = _Spread(script)
    commands = script.commands
    for number, (one, behind) in enumerate(zip_longest(commands, commands[1:])):
        if one in spread.taken:
            continue
        for assigned in one.assignments if not one.words else ():
            spread.note(assigned, islice(commands, number + 1, None))
        filled = replace(one, words=tuple(spread.words(one.words)))
        names = tuple(_written_by(behind)) if behind is not None else ()
        yield replace(filled, targets=(*one.targets, *names)) if names else filled


@dataclass
class _Spread:
    """Options that a script collects in a variable before it hands them to a command."""

    script: Script
    held: dict[str, list[Word]] = field(default_factory=dict)
    taken: set[Command] = field(default_factory=set)

    def note(self, assigned: Assignment, behind: Iterator[Command]) -> None:
        """`args=(-e A=b)`, whose lines read as commands of their own, or `options="-e A=b"`."""
        text, end = self.script.text, assigned.value.end
        if text[end : end + 1] == "(" and not assigned.value.text:
            closed = text.find(")", end, end + MAX_LENGTH)
            for command in behind:
                if not command.words or command.words[0].start > closed:
                    break
                known = self.held.setdefault(assigned.name, [])
                known.extend(command.words[: MAX_WORDS - len(known)])
                self.taken.add(command)
        elif assigned.value.text.startswith("-") and " " in assigned.value.text:
            self.held[assigned.name] = list(self._pieces(assigned.value))
        else:
            self.held.pop(assigned.name, None)

    def _pieces(self, value: Word) -> Iterator[Word]:
        at = value.start
        for piece in value.text.split()[:MAX_WORDS]:
            found = self.script.text.find(piece, at, value.end)
            start = found if found >= 0 else at
            at = start + len(piece) if found >= 0 else at
            yield Word(piece, start, start + len(piece), "$" in piece)

    def words(self, words: Sequence[Word]) -> Iterator[Word]:
        """The words with those in place that a variable holds."""
        for word in words:
            known = self._known(word)
            yield from known if known is not None else (word,)

    def _known(self, word: Word) -> Sequence[Word] | None:
        if not word.dynamic or not self.held:
            return None
        quoted = self.script.text[word.start : word.start + 1] in {'"', "'"}
        match = _ARRAY.fullmatch(word.text) or (None if quoted else _PLAIN.fullmatch(word.text))
        return self.held.get(match[1]) if match else None


def _written_by(behind: Command) -> Iterator[str]:
    """The files that a `tee` behind a pipe writes."""
    texts = [word.text for word in behind.words]
    at = next((n for n, text in enumerate(texts[:3]) if PurePosixPath(text).name == "tee"), None)
    if at is not None:
        yield from (text for text in texts[at + 1 :] if not text.startswith("-"))
