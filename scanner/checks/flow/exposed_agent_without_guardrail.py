"""LF-FLOW-018 exposed-agent-without-guardrail."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes, is_public
from scanner.flows.read import Component, Flow
from scanner.model.place import Location

MAX_ITERATIONS = 50
"""Rounds of model and tools that one message may cost; Langflow's own default is 15
(lfx/base/agents/agent.py of 1.13.0)."""


_ITERATIONS = ("max_iterations", "max_iter")


@check("LF-FLOW-018")
def exposed_agent_without_guardrail(facts: Facts) -> Iterator[Match]:
    """An agent that people or programs outside start, with nothing that checks or limits it.

    The limit is looked at where it is written: a component without one uses Langflow's default.
    """
    for flow in facts.flows:
        exposed = _exposure(flow)
        if exposed is None:
            continue
        place, how = exposed
        guarded = any(c.type in classes().guardrails for c in flow.components)
        for component in flow.components:
            lacks = [] if guarded else ["no guardrail or approval is in the flow"]
            lacks += _limits(component)
            if component.type in classes().agents and lacks:
                message = f'the flow "{flow.name}" {how}, and its agent {component.name} takes '
                message += f"whatever is sent: {' and '.join(lacks)}"
                where = flow.at(component.anchor, component.id)
                yield Match(message, where, related=(place,))


def _exposure(flow: Flow) -> tuple[Location, str] | None:
    """How the flow is started from outside of Langflow's own pages, and where it says so."""
    access = flow.setting("access_type")
    if access is not None and is_public(flow):
        return flow.at(access, "access_type", "public"), "is public"
    switches = (
        ("webhook", "has a webhook"),
        ("mcp_enabled", "is an MCP tool"),
        ("a2a_enabled", "is offered over A2A"),
    )
    for name, how in switches:
        switch = flow.setting(name)
        if switch is not None and switch.value is True:
            return flow.at(switch, name, how), how
    for component in flow.components:
        if component.type in classes().anonymous_sources:
            return flow.at(component.anchor, component.id, "a webhook"), "has a webhook"
    return None


def _limits(component: Component) -> Iterator[str]:
    for field in (component.fields.get(name) for name in _ITERATIONS):
        number = field.value.value if field and field.value else None
        if isinstance(number, int) and not isinstance(number, bool) and number > MAX_ITERATIONS:
            yield f"one message may cost {number} rounds"
