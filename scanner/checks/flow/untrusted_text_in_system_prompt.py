"""LF-FLOW-008 untrusted-text-in-system-prompt."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow_paths import Reach, Spot, Step, places, told
from scanner.checks.registry import Match, check
from scanner.flows.components import classes
from scanner.flows.read import Component, Edge, Flow


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
        carried = _carried(flow)
        seen: set[str] = set()
        for edge in flow.edges:
            target = carried.by_spot.get((0, edge.target))
            if target is None or edge.target in seen or (0, edge.source) not in carried.before:
                continue
            if edge.field not in classes().prompt_fields or _is_template(target):
                continue
            seen.add(edge.target)
            steps = [*carried.path((0, edge.source)), Step(flow, target)]
            yield _told_by_strangers(edge, steps)


def _carried(flow: Flow) -> Reach:
    """The components that hand on the text of a source as it is."""
    known = classes()
    by_spot: dict[Spot, Component] = {}
    for component in flow.components:
        by_spot.setdefault((0, component.id), component)
    forward: dict[Spot, list[Spot]] = {}
    for edge in flow.edges:
        target = by_spot.get((0, edge.target))
        if target is not None and not edge.is_tool and not _asks_a_model(target):
            forward.setdefault((0, edge.source), []).append((0, edge.target))
    carried = Reach((flow,), by_spot, {}, {}, {}, {})
    for kinds in (known.user_sources, known.untrusted_tools):
        strangers = (s for s, c in by_spot.items() if c.type in kinds and not _is_constant(c))
        carried.spread(dict.fromkeys(strangers), forward)
    return carried


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


def _told_by_strangers(edge: Edge, steps: list[Step]) -> Match:
    first, last = steps[0].component, steps[-1].component
    what = "what users send to" if first.type in classes().user_sources else "what is fetched by"
    message = f'{what} {first.name} becomes part of "{edge.field}" of {last.name}: {told(steps)}'
    path = places(steps, "is told what to do:")
    return Match(message, path[-1], related=path[:1], path=path)
