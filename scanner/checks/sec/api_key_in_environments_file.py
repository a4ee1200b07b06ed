"""LF-SEC-008 api-key-in-environments-file."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


@check("LF-SEC-008")
def api_key_in_environments_file(facts: Facts) -> Iterator[Match]:
    """A literal `api_key` in the file in which the command line tool keeps its servers."""
    for one in facts.environments:
        key = one.api_key
        if key and not values.is_reference(key) and not values.is_placeholder(key):
            message = (
                f"the API key of the environment {one.name} is written here ({len(key)} characters)"
            )
            fix = f"api_key_env: LANGFLOW_{one.name.upper()}_API_KEY"
            yield Match(message, one.location, fix=fix)
