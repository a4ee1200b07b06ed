"""LF-EXE-005 bundles-from-network."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import entries, example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_COMMIT = re.compile(r"/[0-9a-f]{40}(?:[/.?#]|$)")


@check("LF-EXE-005")
def bundles_from_network(facts: Facts) -> Iterator[Match]:
    """Archives of Python that are fetched and imported at every start."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_BUNDLE_URLS")
        urls = entries(literal(setting))
        if setting is None or not urls:
            continue
        pinned = all(_COMMIT.search(url) and url.startswith("https://") for url in urls)
        moving = "of a fixed commit" if pinned else "that may change from one start to the next"
        message = f"{setting.name} makes the server fetch Python {moving} and import it"
        yield Match(message, setting.location, example_or(setting, "pinned" if pinned else ""))
