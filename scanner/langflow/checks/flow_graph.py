"""What reaches what in a flow: LF-FLOW-001 and LF-FLOW-010."""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from scanner import rules
from scanner.langflow import values
from scanner.langflow.flow import Component, Flow
from scanner.langflow.match import Facts, Match, check


class _Classes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rulesets/langflow/components.yml`: type keys by what they can do."""

    code: frozenset[str]
    code_unless_false: Mapping[str, str]
    code_without_field: frozenset[str]
    flow_reference: frozenset[str]
    mcp_process: frozenset[str]
    mcp: frozenset[str]
    sql: frozenset[str]
    custom: frozenset[str]
    user_sources: frozenset[str]
    sources: frozenset[str]
    anonymous_sources: frozenset[str]
    effects: Mapping[str, Mapping[str, tuple[str, ...]]]
    verify_fields: frozenset[str]
    trust_fields: frozenset[str]
    guessable_endpoints: frozenset[str]
    secret_headers: frozenset[str]
    code_modules: frozenset[str]
    powerful_imports: frozenset[str]
    sensitive_fields: frozenset[str]
    path_fields: frozenset[str]
    private_tools: frozenset[str]
    untrusted_tools: frozenset[str]
    sending_tools: frozenset[str]


@cache
def classes() -> _Classes:
    """The table, read once."""
    return rules.read_yaml("langflow/components.yml", _Classes)


def executes_code(component: Component) -> bool:
    """Whether the component runs code that it is given, as it is configured."""
    if component.type not in classes().code:
        return False
    switch = classes().code_unless_false.get(component.type)
    if switch is None:
        return True
    field = component.fields.get(switch)
    if field is None or field.value is None:
        return component.type in classes().code_without_field and bool(component.code_fields)
    return field.value.value is True


def paths(flow: Flow) -> Mapping[str, tuple[str, ...]]:
    """For each component that outsiders' text can reach: the shortest path of ids from a source.

    What users send comes before what a component fetches: only what no user reaches is shown as
    reached by fetched content. An edge carries its output forward. A tool edge carries both ways:
    the result of the tool goes into the agent, and the agent's model chooses the arguments of
    the tool.
    """
    followers: dict[str, list[str]] = {}
    for edge in flow.edges:
        followers.setdefault(edge.source, []).append(edge.target)
        if edge.is_tool:
            followers.setdefault(edge.target, []).append(edge.source)
    reached: dict[str, tuple[str, ...]] = {}
    for kinds in (classes().user_sources, classes().sources):
        sources = [c.id for c in flow.components if c.type in kinds and c.id not in reached]
        reached |= {source: (source,) for source in sources}
        queue = deque(sources)
        while queue:
            here = queue.popleft()
            for follower in followers.get(here, ()):
                if follower not in reached:
                    reached[follower] = (*reached[here], follower)
                    queue.append(follower)
    return reached


def is_public(flow: Flow) -> bool:
    """Whether anybody with the link may run it (langflow/services/database/models/flow)."""
    access = flow.setting("access_type")
    return access is not None and access.text.upper() == "PUBLIC"


def _webhook_is_open(facts: Facts) -> bool:
    """Whether some deployment of the tree turns the webhooks' authentication off."""
    for unit in facts.units:
        effective = unit.effective("LANGFLOW_WEBHOOK_AUTH_ENABLE")
        if effective and effective.value and values.truth(effective.value) is False:
            return True
    return False


@check("LF-FLOW-001")
def input_reaches_code_execution(facts: Facts) -> Iterator[Match]:
    """A path from a source to a component that executes code, or such a component alone."""
    open_webhook = _webhook_is_open(facts)
    for flow in facts.flows:
        by_id = {component.id: component for component in flow.components}
        reached = paths(flow)
        offered = {edge.source for edge in flow.edges if edge.is_tool}
        for component in flow.components:
            if not executes_code(component):
                continue
            path = reached.get(component.id)
            if path is None and component.id in offered:
                continue  # a tool of an agent: LF-FLOW-002
            if path is None:
                message = (
                    f"component {component.name} executes code; no input reaches it in this flow"
                )
                place = flow.at(component.anchor, component.id)
                yield Match(message, place, "constant")
                continue
            steps = [by_id[node] for node in path if node in by_id]
            webhook = steps[0].type in classes().anonymous_sources and open_webhook
            yield _reached(flow, steps, anonymous=is_public(flow) or webhook)


def _reached(flow: Flow, steps: list[Component], *, anonymous: bool) -> Match:
    first, last = steps[0], steps[-1]
    who = "anonymous users" if anonymous else "users"
    shown = " -> ".join(step.name for step in steps[:6]) + (" ..." if len(steps) > 6 else "")
    message = f"what {who} send to {first.name} reaches {last.name}, which executes code: {shown}"
    path = tuple(
        flow.at(step.anchor, step.id, _step_words(number, len(steps), step))
        for number, step in enumerate(steps)
    )
    return Match(
        message,
        flow.at(last.anchor, last.id),
        "anonymous" if anonymous else "",
        related=path[:1] if len(steps) > 1 else (),
        path=path if len(steps) > 1 else (),
    )


def _step_words(number: int, count: int, step: Component) -> str:
    if number == 0:
        return f"input comes in at {step.name}"
    return f"executes code: {step.name}" if number == count - 1 else f"passes {step.name}"


@check("LF-FLOW-010")
def public_flow_with_dangerous_component(facts: Facts) -> Iterator[Match]:
    """A public flow with code, another flow, a process, own code or SQL in it."""
    for flow in facts.flows:
        access = flow.setting("access_type")
        if not is_public(flow) or access is None:
            continue
        dangerous = [(c, why) for c in flow.components if (why := danger(c))]
        if dangerous:
            shown = ", ".join(f"{c.name} {why}" for c, why in dangerous[:4])
            more = f" and {len(dangerous) - 4} more" if len(dangerous) > 4 else ""
            message = (
                f'the flow "{flow.name}" is public, and anonymous visitors reach: {shown}{more}'
            )
            related = tuple(flow.at(c.anchor, c.id, f"{c.name} {why}") for c, why in dangerous)
            yield Match(message, flow.at(access, "access_type"), related=related)


def danger(component: Component) -> str:
    """Why a component must not be in a public flow, in words; empty when it may."""
    known = classes()
    if executes_code(component):
        return "executes code"
    if component.type in known.flow_reference:
        return "runs another flow"
    if component.type in known.mcp_process or (
        component.type in known.mcp and _is_process(component)
    ):
        return "starts a process"
    if component.type in known.sql:
        return "queries a database"
    if component.type in known.custom or component.edited:
        return "is custom code"
    return ""


def _is_process(component: Component) -> bool:
    """Whether an MCP component starts its server instead of calling a URL."""
    field = component.fields.get("mcp_server")
    return field is not None and field.node.get("value", "config", "command") is not None
