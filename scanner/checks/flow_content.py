"""What the components of a flow are set to, and what an agent gets for tools: further LF-FLOW-*."""

import re
from collections.abc import Iterator

from scanner.checks.flow_reach import reached
from scanner.checks.match import Facts, Match, check
from scanner.flows import provenance
from scanner.flows.components import classes, danger, executes_code
from scanner.flows.read import CodeField, Component, Field, Flow

_ROOTS = re.compile(
    r"/$|~$|[A-Za-z]:[\\/]|(?:/(?:etc|root|home|proc|sys|var|usr|boot|dev)|~)(?:[\\/]|$)"
)
_UPWARDS = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""Zero-width, bidirectional and tag characters: what a reviewer sees is not what runs."""
_BLOB = re.compile(r"[\"'](?!data:)(?P<blob>[A-Za-z0-9+/=_-]{1000,})[\"']")


@check("LF-FLOW-002")
def agent_with_interpreter(facts: Facts) -> Iterator[Match]:
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


@check("LF-FLOW-003")
def dangerous_code_allowed(facts: Facts) -> Iterator[Match]:
    """The switch that lets an agent run what its model writes."""
    for flow in facts.flows:
        for component in flow.components:
            for name in {"allow_dangerous_code", "allow_code_execution"} & {*component.fields}:
                value = component.fields[name].value
                if value is not None and value.value is True:
                    message = f'field "{name}" of {component.name} lets the model run Python in the'
                    message += " server"
                    yield Match(message, flow.at(value, f"{component.id}.{name}"))


@check("LF-FLOW-004")
def powerful_imports(facts: Facts) -> Iterator[Match]:
    """An interpreter that may import what reaches the machine or the network."""
    for flow in facts.flows:
        for component in flow.components:
            field = component.fields.get("global_imports")
            if field is None or field.value is None or not executes_code(component):
                continue
            texts = [node.text for node in field.value.items] or field.text.split(",")
            names = {text.strip().partition(".")[0] for text in texts}
            found = sorted(names & classes().powerful_imports)
            if found:
                message = f"{component.name} may import {', '.join(found)}: its code reaches files,"
                message += " processes or the network of the server"
                yield Match(message, flow.at(field.value, f"{component.id}.global_imports"))


@check("LF-FLOW-009")
def private_untrusted_and_sending(facts: Facts) -> Iterator[Match]:
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


@check("LF-FLOW-013")
def exposed_as_a_tool(facts: Facts) -> Iterator[Match]:
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


@check("LF-FLOW-014")
def caller_editable_field(facts: Facts) -> Iterator[Match]:
    """A field that every caller of the API may set and that decides where or what is run."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                flag = field.node.get("api_editable")
                if flag is None or flag.value is not True:
                    continue
                if field.name in classes().sensitive_fields:
                    message = f'every caller of the API may set "{field.name}" of {component.name}'
                    yield Match(message, flow.at(flag, f"{component.id}.{field.name}"))


@check("LF-FLOW-016")
def path_out_of_the_data_folder(facts: Facts) -> Iterator[Match]:
    """A path that climbs out of its folder, or a folder of the system."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                if field.name in classes().path_fields and field.value is not None:
                    yield from _paths(flow, component, field)


def _paths(flow: Flow, component: Component, field: Field) -> Iterator[Match]:
    for node in (field.value.items or [field.value]) if field.value else ():
        text = node.text.strip()
        climbs = bool(_UPWARDS.search(text))
        if text and "://" not in text and (climbs or _ROOTS.match(text)):
            what = "climbs out of its folder" if climbs else "is a folder of the system"
            message = f'the path in "{field.name}" of {component.name} {what}'
            yield Match(message, flow.at(node, f"{component.id}.{field.name}"))


@check("LF-FLOW-027")
def hidden_code(facts: Facts) -> Iterator[Match]:
    """Characters that nobody sees, or a long block of base64, in the code of a component."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.code_fields:
                if provenance.official(field.code) is None:
                    yield from _hidden(flow, component, field)


def _hidden(flow: Flow, component: Component, field: CodeField) -> Iterator[Match]:
    logical = f"{component.id}.{field.name}"
    if found := _INVISIBLE.search(field.code):
        line = field.code.count("\n", 0, found.start()) + 1
        name = f"U+{ord(found.group()):04X}"
        message = f"line {line} of {component.name} holds the invisible character {name}: what a "
        message += "reviewer sees is not what runs"
        yield Match(message, flow.in_code(field, *found.span(), logical))
    elif found := _BLOB.search(field.code):
        line = field.code.count("\n", 0, found.start()) + 1
        message = f"line {line} of {component.name} holds {len(found['blob'])} characters of "
        message += "encoded data, which nobody can review"
        yield Match(message, flow.in_code(field, *found.span("blob"), logical))
