"""LF-SEC-005 secret-in-other-flow-field."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.flow_fields import text_fields
from scanner.checks.registry import Match, check
from scanner.flows.components import classes
from scanner.flows.read import Component, Field, Flow
from scanner.secrets.known import known_format

MAX_TEXT = 500_000
"""Characters of a field that are searched for known formats; longer ones are left to the secrets
engine, which looks for all of them in every string of the file."""


@check("LF-SEC-005")
def secret_in_other_flow_field(facts: Facts) -> Iterator[Match]:
    """A URL with a password, a literal header, or a known key outside of password fields."""
    for flow, component, field in text_fields(facts):
        if field.value is None or field.flag("password"):
            continue
        what = _secret(field.text)
        if what:
            message = f'field "{field.name}" of {component.name} holds {what}'
            yield Match(message, flow.at(field.value, f"{component.id}.{field.name}"))
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                yield from _headers(flow, component, field)


def _secret(text: str) -> str:
    """What secret a text holds, in words."""
    pair = values.credentials(text) if "://" in text and len(text) < 2000 else None
    if pair and not values.is_reference(pair[1]) and not values.is_placeholder(pair[1]):
        return "a URL with a password"
    known = known_format(text) if len(text) <= MAX_TEXT else ""
    return f"a {known}" if known and not values.is_placeholder(text) else ""


def _headers(flow: Flow, component: Component, field: Field) -> Iterator[Match]:
    """Rows `{"key": ..., "value": ...}` of a table, and entries of a mapping."""
    value = field.value
    if value is None or "header" not in field.name.lower():
        return
    rows = [(row.get("key"), row.get("value")) for row in value.items]
    named = [(key.text, node) for key, node in rows if key is not None and node is not None]
    for name, node in (*named, *value.mapping.items()):
        text = node.text
        if name.lower() not in classes().secret_headers or not text or "{" in text:
            continue
        token = text.removeprefix("Bearer ").removeprefix("Basic ").strip()
        if values.is_reference(token) or values.is_placeholder(token) or len(token) < 8:
            continue
        if token.isupper() and "_" in token:
            continue  # the name of a global variable
        message = f'the header "{name}" of {component.name} is a literal of {len(token)} characters'
        yield Match(message, flow.at(node, f"{component.id}.{field.name}.{name}"))
