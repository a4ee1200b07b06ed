"""The words of a command line as whoever reads its options needs them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.deployments.model import Setting
from scanner.deployments.scripts.script import Script
from scanner.deployments.server_command import Argument
from scanner.formats.shell import Word
from scanner.model.place import Location

VARIABLE = re.compile(
    r"\$(?:\{~*(?:env[:.])?((?:matrix\.)?\w+)~*(?::?-([^{}]*))?\}|(?:env:)?([A-Za-z_]\w*))"
)
"""A variable of a shell, of PowerShell, or of a workflow as `yaml_scripts` makes it."""
_BEFORE = frozenset({"sudo", "exec", "nohup", "time", "call", "&", "command", "env", "-E", "--"})


@dataclass(frozen=True, slots=True)
class Given:
    """An option or a positional word: the value, and the word that holds it."""

    name: str
    """Empty for a positional word."""
    value: str
    word: Word


@dataclass
class Words:
    """One command with what the script has set so far."""

    script: Script
    words: Sequence[Word]
    values: Mapping[str, Setting]

    def expand(self, word: Word) -> str | None:
        """The word with what the script has set, or the default; None when something is unknown."""
        if not word.dynamic:
            return word.text
        unknown = False

        def value(match: re.Match[str]) -> str:
            nonlocal unknown
            given = self.values.get(match.group(1) or match.group(3))
            found = given.value if given else match.group(2)
            unknown = unknown or found is None
            return found or ""

        expanded = VARIABLE.sub(value, word.text)
        return None if unknown or "$" in expanded or "`" in expanded else expanded

    def known(self, word: Word, text: str) -> str | None:
        """A part of a word, expanded."""
        return self.expand(replace(word, text=text))

    def at(self, word: Word, name: str = "") -> Location:
        """The place of a word."""
        return self.script.at(word.start, word.end, name)

    def inside(self, word: Word, part: str, name: str) -> Location:
        """The place of a part of a word, from where it begins to the end of the word."""
        raw = self.script.text[word.start : word.end]
        start = word.start + max(raw.find(part), 0)
        return self.script.at(start, max(start, word.end - int(raw[-1:] in {'"', "'"})), name)

    def argument(self, word: Word) -> Argument:
        """The word as one of a server's command line."""
        return Argument(self.expand(word), self.at(word))

    def setting(self, word: Word, pair: str, origin: str) -> Setting | None:
        """`NAME=value` in a word; `NAME` alone takes what the script has set."""
        name, equals, text = pair.partition("=")
        name = name.strip().strip("\"'")
        if not re.fullmatch(r"[A-Za-z_][\w.]*", name):
            return None
        place = self.inside(word, name, name)
        if equals:
            text = text.strip()
            quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
            value = self.known(word, text[1:-1] if quoted else text)
            return Setting(name, value, place, origin)
        given = self.values.get(name)
        return Setting(
            name, given.value if given else None, given.location if given else place, origin
        )

    @property
    def program(self) -> tuple[str, int]:
        """The name of the program, and the number of the word behind it."""
        for number, word in enumerate(self.words):
            if word.text in _BEFORE or re.match(r"[A-Za-z_]\w*=", word.text):
                continue
            name = PurePosixPath(word.text.replace("\\", "/")).name.lower()
            return re.sub(r"\.(exe|cmd|bat)$", "", name), number + 1
        return "", len(self.words)

    def options(self, start: int, switches: frozenset[str] = frozenset()) -> Iterator[Given]:
        """Options with their values and positional words, in order; an option that takes several
        words (`--env-vars A=1 B=2`) is given once for each.
        """
        name = ""
        for word in self.words[start:]:
            text = word.text
            if text.startswith("-") and len(text) > 1 and not re.match(r"-\d", text):
                name, equals, value = text.partition("=")
                if equals:
                    yield Given(name, value, word)
                    name = ""
                elif name in switches:
                    yield Given(name, "true", word)
                    name = ""
                else:
                    yield Given(name, "", word)
            else:
                yield Given(name, text, word)
