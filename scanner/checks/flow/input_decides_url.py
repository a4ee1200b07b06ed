"""LF-FLOW-006 input-decides-url."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._input_effects import matches_of_effect
from scanner.checks.registry import Match, check


@check("LF-FLOW-006")
def input_decides_url(facts: Facts) -> Iterator[Match]:
    """The address of a request."""
    return matches_of_effect(facts, "http", "decides the address that is fetched by")
