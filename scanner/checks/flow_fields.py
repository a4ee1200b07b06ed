"""Text fields of flows."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.flows.read import Component, Field, Flow


def text_fields(facts: Facts) -> Iterator[tuple[Flow, Component, Field]]:
    """Every field with a text of its own; code is judged by the code engines."""
    for flow in facts.flows:
        for component in flow.components:
            code = {code.name for code in component.code_fields}
            for field in component.fields.values():
                if field.text and field.name not in code:
                    yield flow, component, field
