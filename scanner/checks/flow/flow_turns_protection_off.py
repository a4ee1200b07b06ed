"""LF-FLOW-015 flow-turns-protection-off."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes


@check("LF-FLOW-015")
def flow_turns_protection_off(facts: Facts) -> Iterator[Match]:
    """TLS verification off, or a loader or agent that is told to trust what it reads."""
    known = classes()
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                value = field.value
                if value is None:
                    continue
                place = flow.at(value, f"{component.id}.{field.name}")
                if field.name in known.verify_fields and value.value is False:
                    message = (
                        f'field "{field.name}" of {component.name} turns certificate checks off'
                    )
                    yield Match(message, place)
                elif field.name in known.trust_fields and value.value is True:
                    message = f'field "{field.name}" of {component.name} lets data run code'
                    yield Match(message, place, "code")
