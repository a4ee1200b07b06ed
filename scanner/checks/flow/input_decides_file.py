"""LF-FLOW-007 input-decides-file."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._input_effects import matches_of_effect
from scanner.checks.registry import Match, check


@check("LF-FLOW-007")
def input_decides_file(facts: Facts) -> Iterator[Match]:
    """The path or the content of a file."""
    return matches_of_effect(facts, "file", "decides which file is read or written by")
