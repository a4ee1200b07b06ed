"""LF-FLOW-010 public-flow-with-dangerous-component."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow_paths import reached
from scanner.checks.registry import Match, check
from scanner.flows.components import danger, is_public


@check("LF-FLOW-010")
def public_flow_with_dangerous_component(facts: Facts) -> Iterator[Match]:
    """A public flow with code, another flow, a process, own code or SQL in it."""
    calls = reached(facts).calls
    for number, flow in enumerate(facts.flows):
        access = flow.setting("access_type")
        if not is_public(flow) or access is None:
            continue
        dangerous = [
            (c, call.words if (call := calls.get((number, c.id))) else why)
            for c in flow.components
            if (why := danger(c))
        ]
        if dangerous:
            shown = ", ".join(f"{c.name} {why}" for c, why in dangerous[:4])
            more = f" and {len(dangerous) - 4} more" if len(dangerous) > 4 else ""
            message = (
                f'the flow "{flow.name}" is public, and anonymous visitors reach: {shown}{more}'
            )
            related = tuple(flow.at(c.anchor, c.id, f"{c.name} {why}") for c, why in dangerous)
            yield Match(message, flow.at(access, "access_type"), related=related)
