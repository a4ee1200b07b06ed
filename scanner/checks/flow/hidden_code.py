"""LF-FLOW-027 hidden-code."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows import published
from scanner.flows.read import CodeField, Component, Flow

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""Zero-width, bidirectional and tag characters: what a reviewer sees is not what runs."""


_BLOB = re.compile(r"[\"'](?!data:)(?P<blob>[A-Za-z0-9+/=_-]{1000,})[\"']")


@check("LF-FLOW-027")
def hidden_code(facts: Facts) -> Iterator[Match]:
    """Characters that nobody sees, or a long block of base64, in the code of a component."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.code_fields:
                if published.official(field.code) is None:
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
