"""What an image starts: its ENTRYPOINT and CMD with the files of the repository that they load."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from scanner.deployments.commands.files import WRITTEN
from scanner.deployments.commands.runner import Runner
from scanner.deployments.model import Deployment, Setting
from scanner.deployments.scripts.dockerfile_scripts import run_scripts
from scanner.deployments.scripts.script import Script, of_words, whole
from scanner.formats.dockerfile import Instruction
from scanner.formats.positions import Lines
from scanner.formats.shell import Word
from scanner.tree.source import FileKind, Source, Tree

_STRING = re.compile(r"\"((?:\\.|[^\"\\])*)\"")
_ESCAPED = re.compile(r"\\(.)")
MAX_COPIES = 1_000
"""Of one image; people write some ten."""
_OPTION = re.compile(r"--\S+")


@dataclass(frozen=True)
class Started:
    """The server that an image starts."""

    unit: Deployment | None
    taken_in: tuple[str, ...]
    whole: bool
    """Whether every file that it loads is in the tree."""


@dataclass
class Copies:
    """Which files of the tree COPY and ADD put where in an image."""

    tree: Tree
    contexts: tuple[PurePosixPath, ...]
    """Folders of the tree that the build may be run from, the likeliest first."""
    folder: PurePosixPath = field(default_factory=lambda: PurePosixPath("/"))
    placed: list[tuple[str, PurePosixPath, bool]] = field(default_factory=list)
    """Source, target, and whether the target is a folder."""

    def take(self, instruction: Instruction) -> None:
        """Note a COPY, an ADD or a WORKDIR."""
        words = instruction.text.split()
        if instruction.name == "WORKDIR" and words:
            self.folder = self.folder / words[0].strip("\"'")
            return
        if any(word.startswith("--from") for word in words):
            return
        if instruction.text.lstrip().startswith("["):
            words = _STRING.findall(instruction.text)
        paths = [word.strip("\"'") for word in words if not _OPTION.match(word)]
        if len(paths) < 2:
            return
        if len(self.placed) > MAX_COPIES:
            return
        *sources, target = paths
        is_folder = target.endswith(("/", ".")) or len(sources) > 1
        for one in sources:
            self.placed.append((one, self.folder / target, is_folder))

    def find(self, path: str) -> Source | None:
        """The file of the tree that is at a path of the image."""
        wanted = PurePosixPath(_flat(self.folder / path))
        for source, target, is_folder in reversed(self.placed):
            for relative in _relative(source, PurePosixPath(_flat(target)), wanted, is_folder):
                for context in self.contexts:
                    found = self.tree.get(_flat(context / relative).lstrip("/"))
                    if found is not None:
                        return found
        return None


def _relative(
    source: str, target: PurePosixPath, wanted: PurePosixPath, is_folder: bool
) -> list[str]:
    """Paths in the build's folder that may be what is wanted."""
    name = source.removeprefix("./").rstrip("/")
    found: list[str] = []
    if wanted == target and not is_folder:
        found.append(name)
    if wanted == target / PurePosixPath(name).name:
        found.append(name)
    if wanted.is_relative_to(target):
        rest = wanted.relative_to(target)
        found.append(str(rest) if name in {"", "."} else f"{name}/{rest}")
    return found


def _flat(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return str(PurePosixPath(*parts)) if parts else "."


def started(
    source: Source, instructions: Sequence[Instruction], settings: Sequence[Setting], copies: Copies
) -> Started:
    """What ENTRYPOINT and CMD start, in the environment that ENV gives."""
    missing: list[str] = []

    def find(path: str) -> Source | None:
        found = copies.find(path)
        if found is None:
            missing.append(path)
        return found

    runner = Runner(copies.tree, source, find=find)
    runner.values = {setting.name: setting for setting in settings}
    lines = Lines(source.text)
    given = [_script(source, lines, one) for one in instructions]
    if len(given) > 1 and all(one.text.startswith("[") for one in instructions):
        words = tuple(w for one in given for command in one.commands for w in command.words)
        given = [of_words(source, lines, words)]
    for script in given:
        inner = _loaded(script, copies)
        for one in (script, *((inner,) if inner is not None else ())):
            runner.take_all(one)
    unit = next((unit for unit in reversed(runner.units) if unit.is_langflow), None)
    return Started(unit, tuple(runner.taken_in), not missing)


def written(tree: Tree, source: Source, instruction: Instruction) -> tuple[Setting, ...]:
    """The settings that a RUN or the heredoc of a COPY writes into a .env file of the image."""
    if ".env" not in instruction.text + instruction.body:
        return ()
    lines = Lines(source.text)
    runner = Runner(tree, source)
    if instruction.name != "RUN":
        script = Script(source, source.text, lines)
        start = source.text.find(instruction.body, instruction.end) if instruction.body else -1
        if start >= 0:
            runner.take_file(script, instruction.text.split()[-1:], instruction.body, start)
    for script in run_scripts(source, lines, instruction):
        runner.take_all(script)
    return tuple(one for one in runner.values.values() if one.origin == WRITTEN)


def _script(source: Source, lines: Lines, instruction: Instruction) -> Script:
    if not instruction.text.startswith("["):
        return Script(source, instruction.text, lines, instruction.text_start)
    words = tuple(
        replace(
            Word(_ESCAPED.sub(r"\1", match[1]), match.start(), match.end(), "$" in match[1]),
            start=instruction.text_start + match.start(),
            end=instruction.text_start + match.end(),
        )
        for match in _STRING.finditer(instruction.text)
    )
    return of_words(source, lines, words)


def _loaded(script: Script, copies: Copies) -> Script | None:
    """The script of the repository that the command is."""
    for command in script.commands:
        for word in command.words[:3]:
            found = copies.find(word.text) if re.search(r"[\w/]\.?\w*$", word.text) else None
            if found is not None and found.kind is FileKind.SHELL:
                return whole(found)
    return None
