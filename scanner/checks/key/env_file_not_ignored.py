"""LF-KEY-007 env-file-not-ignored."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import anchor
from scanner.checks.facts import Facts
from scanner.checks.key._ignored import ignored_patterns
from scanner.checks.registry import Match, check
from scanner.model.place import Location, Region
from scanner.tree.guards import is_example
from scanner.tree.source import FileKind

_NAMES_ENV = re.compile(r"(?:\*\*/|/)?(?:[\w-]+/)*(?:\.env\*?|\.env\.?\*|\*\.env|\.\*|\.e\*|\*)$")


@check("LF-KEY-007")
def env_file_not_ignored(facts: Facts) -> Iterator[Match]:
    """A deployment that reads a .env file, and no .gitignore that keeps it out."""
    place = anchor(facts)
    ignores = [source for source in facts.tree.sources if source.name == ".gitignore"]
    known = bool(ignores) or facts.tree.is_checkout
    if place is None or not known or not _reads_env(facts):
        return
    if not any(_NAMES_ENV.fullmatch(pattern) for pattern in ignored_patterns(facts)):
        lies_here = any(source.name == ".env" for source in facts.tree.of(FileKind.DOTENV))
        ending = "it is committed, or the next `git add` takes it along"
        ending = ending if lies_here else "the next `git add` takes it along"
        message = (
            f"no .gitignore names .env, from which this deployment takes its secrets: {ending}"
        )
        top = Location(ignores[0].uri, Region(1, 1, 1, 1)) if ignores else place
        related = (place,) if ignores else ()
        yield Match(message, top, related=related, fix=".env in .gitignore")


def _reads_env(facts: Facts) -> bool:
    """Whether people who follow the repository make a .env file with secrets of Langflow."""
    templates = (s for s in facts.tree.of(FileKind.DOTENV) if is_example(s.uri))
    if any(b"LANGFLOW_" in source.data for source in templates):
        return True
    return any(
        re.search(
            rb"env_file:[^\n]{0,200}\n?[^\n]{0,200}\.env\b|--env-file[= ]\S{0,200}\.env\b",
            source.data,
        )
        for source in facts.tree.of(FileKind.COMPOSE, FileKind.SHELL, FileKind.MAKEFILE)
        if b"langflow" in source.data.lower()
    )
