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


_OF_A_PERSON = re.compile(r"(?:/home/[^/\\]+|/Users/[^/\\]+|~|[A-Za-z]:)[\\/](?![\\/.])[^\\/]")
"""Below a home folder or on a drive, and not one of the hidden folders, where keys are kept."""


_UPWARDS = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)")


@check("LF-FLOW-016")
def path_out_of_data_folder(facts: Facts) -> Iterator[Match]:
    """A path that climbs out of its folder, or a folder of the system or of a person."""
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
            variant = "personal" if not climbs and _OF_A_PERSON.match(text) else ""
            what = "climbs out of its folder" if climbs else "is a folder of the system"
            what = "is a folder of somebody's machine" if variant else what
            message = f'the path in "{field.name}" of {component.name} {what}'
            yield Match(message, flow.at(node, f"{component.id}.{field.name}"), variant)
