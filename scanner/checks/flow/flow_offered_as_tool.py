"""LF-FLOW-013 flow-offered-as-tool."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import danger


@check("LF-FLOW-013")
def flow_offered_as_tool(facts: Facts) -> Iterator[Match]:
    """A flow that other agents may call over MCP or A2A, with a dangerous component in it."""
    for flow in facts.flows:
        for name, protocol in (("mcp_enabled", "MCP"), ("a2a_enabled", "A2A")):
            switch = flow.setting(name)
            if switch is None or switch.value is not True:
                continue
            found = [(c, why) for c in flow.components if (why := danger(c))]
            if found:
                shown = ", ".join(f"{c.name} {why}" for c, why in found[:3])
                message = f'the flow "{flow.name}" is offered as a tool over {protocol}: {shown}'
                related = tuple(flow.at(c.anchor, c.id, f"{c.name} {why}") for c, why in found)
                yield Match(message, flow.at(switch, name), related=related)
