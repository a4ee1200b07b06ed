"""What a model is told, and what stands between strangers and an agent: LF-FLOW-008, 018."""

from collections import deque
from collections.abc import Iterator, Mapping

from scanner.langflow.checks.flow_reach import Step, places, told
from scanner.langflow.components import classes, is_public
from scanner.langflow.flow import Component, Edge, Flow
from scanner.langflow.match import Facts, Match, check
from scanner.model import Location

MAX_ITERATIONS = 50
"""Rounds of model and tools that one message may cost; Langflow's own default is 15
(lfx/base/agents/agent.py of 1.13.0)."""
_ITERATIONS = ("max_iterations", "max_iter")


@check("LF-FLOW-008")
def untrusted_text_in_system_prompt(facts: Facts) -> Iterator[Match]:
    """Text of outsiders in what a model is told it is for.

    Followed are the edges that carry a text on as it is: through prompts, parsers and the like. A
    path ends at a component that asks a model, whose words those are; that is weaker, and every
    chain of models has it. A text input with a text in it is how authors write a constant, and the
    file of a loader is one that the author chose: neither counts, where chat, webhooks and the web
    do.
    """
    for flow in facts.flows:
        by_id = {component.id: component for component in reversed(flow.components)}
        before = _carried(flow, by_id)
        seen: set[str] = set()
        for edge in flow.edges:
            target = by_id.get(edge.target)
            if target is None or edge.target in seen or edge.source not in before:
                continue
            if edge.field not in classes().prompt_fields or _is_template(target):
                continue
            seen.add(edge.target)
            yield _told_by_strangers(flow, by_id, before, edge)


def _carried(flow: Flow, by_id: Mapping[str, Component]) -> dict[str, str | None]:
    """The components that hand on the text of a source as it is, each with the one before it."""
    forward: dict[str, list[str]] = {}
    for edge in flow.edges:
        if not edge.is_tool:
            forward.setdefault(edge.source, []).append(edge.target)
    known = classes()
    before: dict[str, str | None] = {}
    for kinds in (known.user_sources, known.untrusted_tools):
        strangers = (id_ for id_, c in by_id.items() if c.type in kinds and not _is_constant(c))
        sources = [id_ for id_ in strangers if id_ not in before]
        before |= dict.fromkeys(sources)
        queue = deque(sources)
        while queue:
            here = queue.popleft()
            for there in forward.get(here, ()):
                target = by_id.get(there)
                if target is not None and there not in before and not _asks_a_model(target):
                    before[there] = here
                    queue.append(there)
    return before


def _is_constant(component: Component) -> bool:
    field = component.fields.get("input_value")
    return component.type == "TextInput" and field is not None and bool(field.text.strip())


def _is_template(component: Component) -> bool:
    return component.type in classes().prompt_templates


def _asks_a_model(component: Component) -> bool:
    known = classes()
    if _is_template(component):
        return False
    fields = known.model_fields | known.prompt_fields
    return component.type in known.agents or not fields.isdisjoint(component.fields)


def _told_by_strangers(
    flow: Flow, by_id: Mapping[str, Component], before: Mapping[str, str | None], edge: Edge
) -> Match:
    way: list[str] = [edge.target]
    here: str | None = edge.source
    while here is not None:
        way.append(here)
        here = before[here]
    steps = [Step(flow, by_id[each]) for each in reversed(way)]
    first, last = steps[0].component, steps[-1].component
    what = "what users send to" if first.type in classes().user_sources else "what is fetched by"
    message = f'{what} {first.name} becomes part of "{edge.field}" of {last.name}: {told(steps)}'
    path = places(steps, "is told what to do:")
    return Match(message, path[-1], related=path[:1], path=path)


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
