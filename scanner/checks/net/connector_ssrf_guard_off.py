"""LF-NET-022 connector-ssrf-guard-off."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, is_near, is_off, is_on, literal
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.ssrf import off_at_run_time

CONNECTORS = "LANGFLOW_CONNECTOR_SSRF_VALIDATION_ENABLED"


A2A_PRIVATE = "LANGFLOW_A2A_ALLOW_PRIVATE_WEBHOOKS"


@check("LF-NET-022")
def connector_ssrf_guard_off(facts: Facts) -> Iterator[Match]:
    """The guards of connectors and of agents' webhooks."""
    for unit in facts.units:
        connectors = unit.explicit(CONNECTORS)
        state = off_at_run_time(literal(connectors))
        if connectors and state:
            message = f"{CONNECTORS} {state}: users' connectors can reach internal services"
            fix = written(facts, connectors.location, CONNECTORS, "true")
            variant = example_or(connectors, "local" if is_near(unit, connectors, facts) else "")
            yield Match(message, connectors.location, variant, fix=fix)
        webhooks = unit.explicit(A2A_PRIVATE)
        if webhooks and is_on(unit, A2A_PRIVATE) and not is_off(unit, "LANGFLOW_A2A_ENABLED"):
            message = f"{A2A_PRIVATE} is on: callers of agents choose internal addresses to post to"
            fix = written(facts, webhooks.location, A2A_PRIVATE, "false")
            variant = example_or(webhooks, "local" if is_near(unit, webhooks, facts) else "")
            yield Match(message, webhooks.location, variant, fix=fix)
