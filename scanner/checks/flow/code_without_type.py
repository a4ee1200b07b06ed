"""LF-FLOW-023 code-without-type."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import judged_code
from scanner.checks.registry import Match, check


@check("LF-FLOW-023")
def code_without_type(facts: Facts) -> Iterator[Match]:
    """Code in a node whose type is empty: Langflow's own gate went by the type."""
    for one in judged_code(facts):
        if not one.component.type.strip():
            message = (
                f"{one.component.name or 'a component'} carries code and has no type, which is how "
                "code was brought past Langflow's check of custom components"
            )
            yield Match(message, one.place)
