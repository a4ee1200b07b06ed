"""Commands that install Python packages, as rules about how they do it see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.deployments.scripts.script import Command, Script, Word
from scanner.tree.source import FileKind

_INSTALLERS = frozenset({"pip", "pip3", "uv", "pipx", "pdm", "poetry"})
_PREFIXES = frozenset({"sudo", "env", "exec", "time", "nohup", "-E", "-H", "&", "call", "py"})
_VERBS = frozenset({"install", "add", "download", "wheel", "sync", "compile", "run"})


@dataclass(frozen=True, slots=True)
class Install:
    """One command that installs packages."""

    script: Script
    command: Command
    tool: str
    """`pip` or `uv`, also where it is started through Python."""
    arguments: tuple[Word, ...]
    """The words behind the verb."""

    def value(self, *names: str) -> Iterator[tuple[str, Word]]:
        """What an option is given, as the next word or behind `=`, and the word that holds it."""
        for number, word in enumerate(self.arguments):
            name, equals, given = word.text.partition("=")
            if name in names and equals:
                yield given, word
            elif name in names and number + 1 < len(self.arguments):
                yield self.arguments[number + 1].text, self.arguments[number + 1]


def installs(facts: Facts) -> Iterator[Install]:
    """Every one of the tree; documentation only tells people to."""
    for script in facts.scripts:
        if script.source.kind is FileKind.MARKDOWN or "install" not in script.text:
            continue
        for command in script.commands:
            found = _install(script, command)
            if found is not None:
                yield found


def _install(script: Script, command: Command) -> Install | None:
    words = command.words
    start = next((n for n, word in enumerate(words) if word.text not in _PREFIXES), len(words))
    names = [PurePosixPath(word.text.replace("\\", "/")).name for word in words[start : start + 3]]
    tool = names[0].removesuffix(".exe") if names else ""
    behind = start + 1
    if tool.startswith("python") and names[1:2] == ["-m"]:
        tool, behind = names[2] if len(names) > 2 else "", start + 3
    if tool not in _INSTALLERS and not tool.startswith("pip3."):
        return None
    at = next((n for n in range(behind, len(words)) if words[n].text in _VERBS), None)
    return None if at is None else Install(script, command, tool, words[at + 1 :])
