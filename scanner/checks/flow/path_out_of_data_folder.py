"""LF-FLOW-016 path-out-of-data-folder."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes
from scanner.flows.read import Component, Field, Flow

_ROOTS = re.compile(
    r"/$|~$|[A-Za-z]:[\\/]|(?:/(?:etc|root|home|proc|sys|var|usr|boot|dev)|~)(?:[\\/]|$)"
)


_UPWARDS = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)")


@check("LF-FLOW-016")
def path_out_of_data_folder(facts: Facts) -> Iterator[Match]:
    """A path that climbs out of its folder, or a folder of the system."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                if field.name in classes().path_fields and field.value is not None:
                    yield from _paths(flow, component, field)


def _paths(flow: Flow, component: Component, field: Field) -> Iterator[Match]:
    for node in (field.value.items or [field.value]) if field.value else ():
        text = node.text.strip()
        climbs = bool(_UPWARDS.search(text))
        if text and "://" not in text and (climbs or _ROOTS.match(text)):
            what = "climbs out of its folder" if climbs else "is a folder of the system"
            message = f'the path in "{field.name}" of {component.name} {what}'
            yield Match(message, flow.at(node, f"{component.id}.{field.name}"))
