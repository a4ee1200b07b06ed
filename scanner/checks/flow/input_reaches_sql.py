"""LF-FLOW-005 input-reaches-sql."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._input_effects import matches_of_effect
from scanner.checks.registry import Match, check


@check("LF-FLOW-005")
def input_reaches_sql(facts: Facts) -> Iterator[Match]:
    """The text of a query."""
    return matches_of_effect(facts, "sql", "decides the SQL that is run by")
