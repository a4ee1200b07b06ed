"""The files that commands write and load, and the variables that they set on the way."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import PurePosixPath

from scanner.deployments.commands.words import Words
from scanner.deployments.format import Text
from scanner.deployments.model import Setting
from scanner.deployments.scripts.script import Script
from scanner.formats import dotenv
from scanner.formats.positions import Lines
from scanner.formats.shell import Assignment, Command, Word
from scanner.model.place import Location
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree

_PAIR = re.compile(r"(?:^|\\n|\n)[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=([^\n\\]*)")
WRITTEN = "a .env file that it writes"
"""The origin of what a script writes into a file of settings."""


def at_place(source: Source, lines: Lines, start: int, text: str, kind: FileKind) -> Source:
    """A text of a file as a file of its own: the same path, and its lines at their numbers."""
    region = lines.region(start, start)
    before = "\n" * (region.start_line - 1) + " " * (region.start_column - 1)
    return Source(source.uri, kind, (before + text).encode("utf-8", "replace"))


@dataclass
class Files:
    """What the commands of one file know of files and variables."""

    tree: Tree
    source: Source
    _: KW_ONLY
    find: Callable[[str], Source | None] | None = None
    """The file of the tree at a path of the image that the commands run in."""
    values: dict[str, Setting] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """The last parts of paths that variables hold, as written."""
    taken_in: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def known_name(self, script: Script, name: str) -> str:
        """The name of a file with what the script has set, as far as that is known.

        Of a path the last part will do: `$HOME/launch.sh`.
        """
        text = name.strip("\"'")
        known = Words(script, (), self.values).expand(Word(text, 0, 0, dynamic="$" in text))
        of_variable = re.fullmatch(r"\$\{?(\w+)\}?", text)
        return known or (self.names.get(of_variable[1], name) if of_variable else name)

    def take_file(self, script: Script, names: Sequence[str], text: str, start: int) -> None:
        """A file that the script writes, by the words that may be its name."""
        data = text.encode("utf-8", "replace")
        kinds = [classify(PurePosixPath(name).name or "x", data) for name in names]
        kinds += [classify(name, data) for name in _by_content(text)]
        kind = next((kind for kind in kinds if kind is not FileKind.TEXT), FileKind.TEXT)
        if kind is FileKind.DOTENV:
            self._take_env(script, text, start)
        elif kind is not FileKind.TEXT:
            written = at_place(self.source, script.lines, script.shift + start, text, kind)
            self.texts.append(Text(written))

    def _take_env(self, script: Script, text: str, start: int) -> None:
        first = script.lines.region(script.shift + start, script.shift + start).start_line
        words = Words(script, (), self.values)
        for a in dotenv.read(text)[0]:
            region = replace(
                a.region,
                start_line=a.region.start_line + first - 1,
                end_line=a.region.end_line + first - 1,
            )
            place = Location(self.source.uri, region, a.name)
            value = words.expand(Word(a.value or "", 0, 0, dynamic="$" in (a.value or "")))
            self.values[a.name] = Setting(a.name, value, place, WRITTEN)

    def take_written(self, words: Words, one: Command) -> None:
        """`echo NAME=value >> .env`."""
        names = [*one.targets, *(word.text for word in one.words[1:])]
        into = any(classify(PurePosixPath(n).name or "x", b"") is FileKind.DOTENV for n in names)
        github = any(PurePosixPath(name).name.strip("\"'${}") == "GITHUB_ENV" for name in names)
        for word in one.words[1:] if into or github else ():
            for match in _PAIR.finditer(word.text):
                setting = words.setting(word, f"{match[1]}={match[2]}", WRITTEN)
                if setting is not None:
                    self.values[setting.name] = setting

    def env_file(self, path: str) -> tuple[Setting, ...] | None:
        """The settings of a .env file beside the script or in the root; None without one."""
        source = self.find(path) if self.find is not None else self.beside(path)
        if source is None:
            return None
        uri = source.uri
        self.taken_in.append(uri)
        return tuple(
            Setting(a.name, a.value, Location(uri, a.region, a.name), f"env_file {uri}")
            for a in dotenv.read(source.text)[0]
        )

    def beside(self, path: str) -> Source | None:
        """The file at a path seen from the script, else from the root."""
        folder = PurePosixPath(self.source.uri).parent
        name = path.removeprefix("./")
        return self.tree.get(str(folder / name)) or self.tree.get(name)

    def set(self, words: Words, assignments: Iterable[Assignment]) -> None:
        """Note what assignments give variables."""
        self.values |= {s.name: s for s in self.assigned(words, assignments)}

    def assigned(self, words: Words, assignments: Iterable[Assignment]) -> Iterator[Setting]:
        """What assignments give variables, as settings."""
        for one in assignments:
            place = words.script.at(one.start, max(one.start, one.end), one.name)
            self.names[one.name] = PurePosixPath(one.value.text).name
            yield Setting(one.name, words.expand(one.value), place, self.source.uri)


def _by_content(text: str) -> tuple[str, ...]:
    """Names under which a text that is written somewhere may be known: a program, or a manifest."""
    first = text.lstrip()[:20].lower()
    return ("stdin", "stdin.bat") if first.startswith(("#!", "@echo off")) else ("stdin.yaml",)
