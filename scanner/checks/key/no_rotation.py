"""LF-KEY-009 no-rotation."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import anchor
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.source import FileKind

_ROTATION = re.compile(rb"migrate_secret_key|rotat(?:e|es|ed|ing|ion)\b", re.IGNORECASE)


_SAYS = frozenset(
    {FileKind.MARKDOWN, FileKind.SHELL, FileKind.MAKEFILE, FileKind.WORKFLOW, FileKind.TEXT}
)


@check("LF-KEY-009")
def no_rotation(facts: Facts) -> Iterator[Match]:
    """No document, script or workflow says a word of changing the key."""
    place = anchor(facts) if any(unit.is_langflow for unit in facts.units) else None
    if place is not None and not any(_ROTATION.search(s.data) for s in facts.tree.of(*_SAYS)):
        message = (
            "no document, script or workflow of this repository says how the secret key and the "
        )
        message += "API keys are changed"
        yield Match(message, place)
