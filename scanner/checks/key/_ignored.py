"""Patterns of .gitignore."""

from collections.abc import Iterator

from scanner.checks.facts import Facts


def ignored_patterns(facts: Facts) -> Iterator[str]:
    for source in facts.tree.sources:
        if source.name == ".gitignore":
            lines = (line.strip() for line in source.text.splitlines())
            yield from (line for line in lines if line and not line.startswith(("#", "!")))
