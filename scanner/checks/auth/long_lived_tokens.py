"""LF-AUTH-015 long-lived-tokens."""

from collections.abc import Iterator

from scanner.checks.conditions import literal
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check

_LONGEST = {
    "LANGFLOW_ACCESS_TOKEN_EXPIRE_SECONDS": (86_400, "a day"),
    "LANGFLOW_REFRESH_TOKEN_EXPIRE_SECONDS": (2_592_000, "30 days"),
}


@check("LF-AUTH-015")
def long_lived_tokens(facts: Facts) -> Iterator[Match]:
    """A session that outlives a day without renewal, or a month with it."""
    for unit in facts.units:
        for name, (longest, words) in _LONGEST.items():
            setting = unit.explicit(name)
            text = literal(setting)
            if setting and text.isdigit() and len(text) < 19 and int(text) > longest:
                message = f"{name} is {text} seconds, more than {words}"
                fix = written(facts, setting.location, name, str(longest))
                yield Match(message, setting.location, fix=fix)
