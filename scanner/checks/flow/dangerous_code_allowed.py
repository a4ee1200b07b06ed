"""LF-FLOW-003 dangerous-code-allowed."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


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
