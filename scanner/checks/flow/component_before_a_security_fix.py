"""LF-FLOW-028 component-before-a-security-fix."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import judged_code
from scanner.checks.registry import Match, check
from scanner.flows import outdated
from scanner.flows.provenance import Origin


@check("LF-FLOW-028")
def component_before_a_security_fix(facts: Facts) -> Iterator[Match]:
    """Official code that lacks a later security fix: the server runs the flow's, not its own."""
    for flow, component, _, verdict in judged_code(facts):
        known = verdict.source
        if known is None or verdict.kind in {Origin.MODIFIED, Origin.CUSTOM}:
            continue
        fixes = [*outdated.missing(known)]
        if fixes:
            severities = {fix.severity for fix in fixes}
            worst = next(word for word in ("high", "medium", "low") if word in severities)
            told = "; ".join(f"{fix.missing} ({fix.source})" for fix in fixes)
            message = f"{component.name} carries Langflow's {known.module} as {known.last} had it, "
            message += f"and whatever release runs the flow runs this code: {told}"
            place = flow.at(component.anchor, component.id)
            yield Match(message, place, variant="" if worst == "high" else worst)
