"""LF-FLOW-023 code-without-type."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import judged_code
from scanner.checks.registry import Match, check


@check("LF-FLOW-023")
def code_without_type(facts: Facts) -> Iterator[Match]:
    """Code in a node whose type is empty: Langflow's own gate went by the type."""
    for flow, component, *_ in judged_code(facts):
        if not component.type.strip():
            message = f"{component.name or 'a component'} carries code and has no type, which is "
            message += "how code was brought past Langflow's check of custom components"
            yield Match(message, flow.at(component.anchor, component.id))
