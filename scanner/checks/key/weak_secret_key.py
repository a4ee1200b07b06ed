"""LF-KEY-003 weak-secret-key."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import example_or
from scanner.checks.facts import Facts
from scanner.checks.key._keys import private_key_text
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY

SHORTEST = 32
"""lfx/services/settings/constants.py:8 of 1.13.0."""


@check("LF-KEY-003")
def weak_secret_key(facts: Facts) -> Iterator[Match]:
    """A key that can be searched for: short, or of few different characters."""
    for unit in facts.units:
        setting = unit.explicit(SECRET_KEY)
        value = private_key_text(setting) if setting else ""
        if setting is None or not value:
            continue
        if len(value) < SHORTEST:
            what = f"has {len(value)} characters; {SHORTEST} random ones or more are needed"
        elif values.entropy(value) < 3.0:
            what = "repeats a few characters, so that it can be guessed"
        else:
            continue
        yield Match(f"{SECRET_KEY} {what}", setting.location, example_or(setting))
