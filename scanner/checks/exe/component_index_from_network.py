"""LF-EXE-006 component-index-from-network."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_URL = re.compile(r"https?://", re.IGNORECASE)


@check("LF-EXE-006")
def component_index_from_network(facts: Facts) -> Iterator[Match]:
    """The code of all components from a URL; its checksum comes from the same place."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_COMPONENTS_INDEX_PATH")
        if setting and _URL.match(literal(setting)):
            message = f"{setting.name} takes the code of every component from the network"
            yield Match(message, setting.location, example_or(setting))
