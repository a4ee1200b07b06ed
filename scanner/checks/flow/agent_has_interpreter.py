"""LF-FLOW-002 agent-has-interpreter."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow_paths import reached
from scanner.checks.registry import Match, check
from scanner.flows.components import executes_code


@check("LF-FLOW-002")
def agent_has_interpreter(facts: Facts) -> Iterator[Match]:
    """A tool that executes code in an agent's hands, where LF-FLOW-001 follows no input to it."""
    found = reached(facts)
    for number, flow in enumerate(facts.flows):
        by_id = {component.id: component for component in flow.components}
        for edge in flow.edges:
            tool, agent = by_id.get(edge.source), by_id.get(edge.target)
            if not (edge.is_tool and tool and agent) or (number, tool.id) in found.before:
                continue
            if executes_code(tool):
                message = f"{agent.name} has {tool.name} for a tool: whatever its model is led to "
                message += "write is executed"
                yield Match(message, flow.at(tool.anchor, tool.id))
