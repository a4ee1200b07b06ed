"""LF-FLOW-020 custom-component-code."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import (
    counted_lines,
    further,
    grouped,
    judged_code,
    named,
)
from scanner.checks.registry import Match, check
from scanner.flows.provenance import Origin


@check("LF-FLOW-020")
def custom_component_code(facts: Facts) -> Iterator[Match]:
    """Code that is not Langflow's and does not say so: for a reviewer to look at and to accept."""
    custom = (
        one
        for one in judged_code(facts)
        if one.verdict.kind is Origin.CUSTOM and one.component.type.strip()  # else LF-FLOW-023
    )
    for group in grouped(custom, lambda one: one.verdict.digest):
        verdict = group[0].verdict
        message = (
            f"{named(group)} runs {counted_lines(verdict.lines)} of code that no Langflow release "
            f"has; SHA-256 {verdict.digest}"
        )
        yield Match(message, group[0].place, related=further(group))
