"""LF-VER-007 constraint-lost-to-shell."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ver._installing import Install, installs
from scanner.dependencies import family
from scanner.deployments.scripts.script import Word
from scanner.tree.guards import is_template

_REDIRECTION = re.compile(
    r"[ \t]?([<>]=?\d+(?:\.(?:\d+|\*))*(?:(?:a|b|rc|\.?dev|\.?post)\d+)?)(?=[\s,;&|\"'<>]|$)"
)
"""What stands unquoted behind a package's name: `>=1.9` as the shell sees it."""
_NAME = re.compile(r"[A-Za-z][\w.-]*(?:\[[\w,-]*\])?")


@check("LF-VER-007")
def constraint_lost_to_shell(facts: Facts) -> Iterator[Match]:
    """A version that stands behind `>` or `<` without quotes, so that the shell takes it."""
    for install in installs(facts):
        yield from _lost(install)


def _lost(install: Install) -> Iterator[Match]:
    for word in install.arguments:
        name = _NAME.match(word.text)
        if word.dynamic or name is None or not _is_cut(install, word, name.group()):
            continue
        end = word.start + name.end()
        found = _REDIRECTION.match(install.script.text, end)
        place = install.script.at(word.start, found.end() if found else end, word.text)
        if found is None or is_template(place):
            continue
        asked = found.group(1)
        message = (
            f"the shell takes {asked} for a redirection: {name.group()} is installed in whatever "
            "release is newest"
        )
        ours = family.is_member(name.group().partition("[")[0])
        fix = f'pip install "{name.group()}{asked}"'
        yield Match(message, place, "" if ours else "other", fix=fix)


def _is_cut(install: Install, word: Word, name: str) -> bool:
    """Whether the word ends, for its shell, where the package's name does."""
    raw = install.script.text[word.start : word.end]
    batch = install.script.source.name.lower().endswith((".bat", ".cmd"))
    return raw == name or (batch and raw == word.text)
