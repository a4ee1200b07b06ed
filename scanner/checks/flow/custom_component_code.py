"""LF-FLOW-020 custom-component-code."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import counted_lines, judged_code
from scanner.checks.registry import Match, check
from scanner.flows.provenance import Origin


@check("LF-FLOW-020")
def custom_component_code(facts: Facts) -> Iterator[Match]:
    """Code that is not Langflow's and does not say so: for a reviewer to look at and to accept."""
    for flow, component, _, verdict in judged_code(facts):
        if verdict.kind is Origin.CUSTOM and component.type.strip():  # without: LF-FLOW-023
            lines = counted_lines(verdict.lines)
            message = (
                f"{component.name} runs {lines} of code that no Langflow release has; "
                f"SHA-256 {verdict.digest}"
            )
            yield Match(message, flow.at(component.anchor, component.id))
