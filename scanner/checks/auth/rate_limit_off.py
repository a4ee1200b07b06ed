"""LF-AUTH-013 rate-limit-off."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, is_near, is_off, is_on, literal, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check


@check("LF-AUTH-013")
def rate_limit_off(facts: Facts) -> Iterator[Match]:
    """No limit of login attempts, or one that each worker counts for itself."""
    name = "LANGFLOW_RATE_LIMIT_ENABLED"
    for unit in facts.units:
        setting = unit.explicit(name)
        if setting and literal(setting) and is_off(unit, name):
            message = f"{name} is off: passwords can be tried without end"
            fix = written(facts, setting.location, name, "true")
            variant = example_or(setting, "local" if is_near(unit, setting, facts) else "")
            yield Match(message, setting.location, variant, fix=fix)
    for unit in servers(facts):
        workers = unit.explicit("LANGFLOW_WORKERS")
        storage = unit.effective("LANGFLOW_RATE_LIMIT_STORAGE_URI")
        many = literal(workers).isdigit() and int(literal(workers)) > 1
        in_memory = storage and storage.value and storage.value.startswith("memory://")
        if workers and many and in_memory and is_on(unit, name):
            message = f"{literal(workers)} workers count login attempts apart: set "
            message += "LANGFLOW_RATE_LIMIT_STORAGE_URI to a store that they share"
            yield Match(message, workers.location, "memory")
