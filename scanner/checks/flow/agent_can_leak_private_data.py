"""LF-FLOW-009 agent-can-leak-private-data."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes
from scanner.flows.read import Component, Flow


@check("LF-FLOW-009")
def agent_can_leak_private_data(facts: Facts) -> Iterator[Match]:
    """An agent that reads what is private and what strangers write, and can send."""
    known = classes()
    kinds = (known.private_tools, known.untrusted_tools, known.sending_tools)
    for flow in facts.flows:
        by_id = {component.id: component for component in flow.components}
        tools: dict[str, list[Component]] = {}
        for edge in flow.edges:
            if edge.is_tool and edge.source in by_id and edge.target in by_id:
                tools.setdefault(edge.target, []).append(by_id[edge.source])
        for agent, own in tools.items():
            chosen = [next((t for t in own if t.type in kind), None) for kind in kinds]
            if any(tool is None for tool in chosen) or _asks_a_person(flow, agent):
                continue
            private, stranger, sender = (tool for tool in chosen if tool)
            message = f"{by_id[agent].name} reads private data ({private.name}), text of strangers "
            message += f"({stranger.name}) and can send ({sender.name}): such a text can have it "
            message += "send the data away"
            related = tuple(flow.at(t.anchor, t.id, t.name) for t in (private, stranger, sender))
            yield Match(message, flow.at(by_id[agent].anchor, agent), related=related)


def _asks_a_person(flow: Flow, agent: str) -> bool:
    approvals = {c.id for c in flow.components if "HumanInput" in c.type or "Approval" in c.type}
    return any(
        agent in {e.source, e.target} and {e.source, e.target} & approvals for e in flow.edges
    )
