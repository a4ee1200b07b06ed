"""LF-AUTH-017 guessable-superuser-key."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import example_or, given, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template


@check("LF-AUTH-017")
def guessable_superuser_key(facts: Facts) -> Iterator[Match]:
    """The one API key of the environment is the superuser's, and it can be guessed.

    langflow/services/database/models/api_key/crud.py:308-330 of 1.13.0. A long random literal is a
    committed secret, which LF-SEC-001 reports.
    """
    for unit in facts.units:
        key = unit.explicit("LANGFLOW_API_KEY")
        value = literal(key)
        if key is None or not value or given(unit, "LANGFLOW_API_KEY_SOURCE").lower() != "env":
            continue
        if values.looks_random(value) and len(value) >= 32:
            continue
        if is_template(key.location) and values.is_placeholder(value):
            continue
        message = "LANGFLOW_API_KEY is every API call's superuser key and can be guessed "
        message += f"({len(value)} characters)"
        yield Match(message, key.location, example_or(key))
