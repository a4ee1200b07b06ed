"""LF-LOG-001 secrets-in-logs."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_development, is_template


@check("LF-LOG-001")
def secrets_in_logs(facts: Facts) -> Iterator[Match]:
    """Debug messages, or the local variables of every function in a traceback."""
    for unit in facts.units:
        local = unit.explicit("LANGFLOW_LOG_TRACE_LOCALS")
        if local and literal(local).lower() == "true" and not is_development(local.location):
            message = f"{local.name} is on: tracebacks show local variables, keys included"
            fix = written(facts, local.location, local.name, "false")
            yield Match(message, local.location, example_or(local, "locals"), fix=fix)
        level = unit.explicit("LANGFLOW_LOG_LEVEL")
        near = level and (is_development(level.location) or is_template(level.location))
        if level and literal(level).lower() == "debug" and not near:
            message = f"{level.name} is debug: the log holds what users send and receive"
            fix = written(facts, level.location, level.name, "info")
            yield Match(message, level.location, fix=fix)
