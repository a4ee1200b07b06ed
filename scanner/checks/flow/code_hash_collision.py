"""LF-FLOW-024 code-hash-collision."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import judged_code
from scanner.checks.registry import Match, check
from scanner.flows.provenance import Origin


@check("LF-FLOW-024")
def code_hash_collision(facts: Facts) -> Iterator[Match]:
    """The short hash of an official component over other code."""
    for one in judged_code(facts):
        if one.verdict.kind is Origin.COLLISION:
            message = (
                f"the code of {one.component.name} has the short hash of an official component and "
                "is not that component: it was made to pass for it"
            )
            yield Match(message, one.place)
