"""LF-VER-006 no-updates."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import anchor
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.repository import has_file

_UPDATERS = re.compile(
    r"^(\.github/)?(dependabot\.ya?ml|renovate\.json5?|\.renovaterc(\.json)?)$|^\.gitlab/renovate\.json5?$"
)


@check("LF-VER-006")
def no_updates(facts: Facts) -> Iterator[Match]:
    """Nothing proposes new releases."""
    place = anchor(facts)
    if place is not None and not has_file(facts, _UPDATERS):
        message = "nothing proposes updates of Langflow's image and packages (dependabot, renovate)"
        yield Match(message, place, fix=".github/dependabot.yml")
