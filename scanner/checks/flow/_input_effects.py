"""What a flow's input decides: the shared part of the rules on SQL, URLs and files."""

from collections.abc import Iterator, Mapping

from scanner.checks.facts import Facts
from scanner.checks.flow_paths import CHECKED, Reach, Spot, Step, places, reached, variant
from scanner.checks.registry import Match
from scanner.flows.components import classes
from scanner.flows.read import Component


def _steered(
    found: Reach, number: int, effect: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Component, Spot]]:
    """Components whose deciding field the input reaches, with what it comes from last."""
    flow = found.flows[number]
    inward: dict[str, list[str]] = {}
    for edge in flow.edges:
        target, source = found.by_spot.get((number, edge.target)), (number, edge.source)
        fields = effect.get(target.type, ()) if target else ()
        if edge.field in fields or (fields and not edge.field):
            inward.setdefault(edge.target, []).append(edge.source)
        tool = found.by_spot.get(source)
        if edge.is_tool and tool and _agent_fills(tool, effect.get(tool.type, ())):
            inward.setdefault(edge.source, []).append(edge.target)
    for component in flow.components:
        before = [(number, each) for each in inward.get(component.id, ())]
        known = [spot for spot in before if spot in found.before]
        if known:
            here = (number, component.id)

            def rank(spot: Spot, here: Spot = here) -> tuple[bool, bool, int, Spot]:
                guarded = found.is_guarded(spot, here)
                return guarded, spot not in found.doors, found.depth[spot], spot

            yield component, min(known, key=rank)


def _agent_fills(component: Component, fields: tuple[str, ...]) -> bool:
    """Whether a deciding field is an argument of the tool that the component is."""
    found = (component.fields.get(name) for name in fields)
    return any(field is not None and field.flag("tool_mode") for field in found)


def matches_of_effect(facts: Facts, effect: str, words: str) -> Iterator[Match]:
    found, by_type = reached(facts), classes().effects[effect]
    for number, flow in enumerate(facts.flows):
        for component, before in _steered(found, number, by_type):
            steps = [*found.path(before), Step(flow, component)]
            first, door = steps[0].component, found.doors.get(before)
            path = places(steps, "ends in")
            message = f"what comes in at {first.name} {words} {component.name}"
            is_guarded = found.is_guarded(before, (number, component.id))
            message += (f"; {door.words}" if door else "") + CHECKED * is_guarded
            related = (*path[:1], *((door.location,) if door else ()))
            kind = variant(door, is_guarded=is_guarded)
            yield Match(message, path[-1], kind, related=related, path=path)
