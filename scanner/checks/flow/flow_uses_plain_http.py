"""LF-FLOW-017 flow-uses-plain-http."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.flow_fields import text_fields
from scanner.checks.registry import Match, check


@check("LF-FLOW-017")
def flow_uses_plain_http(facts: Facts) -> Iterator[Match]:
    """A literal http:// address of another host in a field that is fetched."""
    for flow, component, field in text_fields(facts):
        if field.value is not None and values.is_plain_http(field.text):
            message = f'field "{field.name}" of {component.name} uses plain HTTP'
            yield Match(message, flow.at(field.value, f"{component.id}.{field.name}"))
