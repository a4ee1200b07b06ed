"""LF-FLOW-001 input-reaches-code-execution."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow_paths import CHECKED, Reach, Spot, Step, places, reached, told, variant
from scanner.checks.registry import Match, check
from scanner.flows.components import classes, executes_code
from scanner.flows.read import Component


@check("LF-FLOW-001")
def input_reaches_code_execution(facts: Facts) -> Iterator[Match]:
    """A path from a source to a component that executes code, or such a component alone."""
    found = reached(facts)
    for number, flow in enumerate(facts.flows):
        offered = {edge.source for edge in flow.edges if edge.is_tool}
        for component in flow.components:
            spot = (number, component.id)
            if not executes_code(component):
                continue
            if spot in found.before:
                yield _reached(found, spot, component)
            elif component.id not in offered:  # a tool of an agent: LF-FLOW-002
                message = (
                    f"component {component.name} executes code; no input reaches it in this flow"
                )
                place = flow.at(component.anchor, component.id)
                yield Match(message, place, "constant")


def _reached(found: Reach, spot: Spot, component: Component) -> Match:
    steps, door = found.path(spot), found.doors.get(spot)
    if steps[-1].component is not component:  # another one with the same id
        steps.append(Step(found.flows[spot[0]], component))
    first = steps[0].component
    who = "anonymous users" if door else "users"
    brings = f"{who} send to" if first.type in classes().user_sources else "is fetched by"
    message = f"what {brings} {first.name} reaches {component.name}, which executes code: "
    is_guarded = spot in found.checked
    message += told(steps) + (f"; {door.words}" if door else "") + CHECKED * is_guarded
    path = places(steps, "executes code:") if len(steps) > 1 else ()
    flow = found.flows[spot[0]]
    return Match(
        message,
        flow.at(component.anchor, component.id),
        variant(door, is_guarded=is_guarded),
        related=(*path[:1], *((door.location,) if door else ())),
        path=path,
    )
