"""LF-FLOW-014 caller-editable-field."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes


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
