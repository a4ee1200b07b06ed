"""LF-EXE-003 interpreter-without-sandbox."""

from collections.abc import Iterator

from scanner.checks.conditions import is_off, literal, runs_at_least, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.flows.components import executes_code
from scanner.flows.read import Component, Flow
from scanner.tree.guards import is_test

BLOCKED = "LANGFLOW_BLOCK_CODE_INTERPRETER_COMPONENTS"


SANDBOX = "LANGFLOW_SANDBOX_BACKEND"


@check("LF-EXE-003")
def interpreter_without_sandbox(facts: Facts) -> Iterator[Match]:
    """A server that runs the code of the repository's flows in its own process."""
    found = next(_interpreters(facts), None)
    if found is None:
        return
    flow, component = found
    for unit in servers(facts):
        if not runs_at_least(unit, "1.10.3") or not is_off(unit, BLOCKED):
            continue
        sandbox = unit.explicit(SANDBOX)
        if sandbox is not None and literal(sandbox).lower() != "none":
            continue
        effective = unit.effective(BLOCKED)
        place = effective.location if effective else unit.location
        message = (
            f"{unit.name} runs the code of interpreters, such as {component.name} in {flow.uri}, "
        )
        message += "in its own process, beside its keys and its database"
        new = runs_at_least(unit, "1.12.0")
        fix = (SANDBOX, "exec-sandbox") if new else (BLOCKED, "true")
        related = (flow.at(component.anchor, component.id),)
        yield Match(message, place, related=related, fix=written(facts, unit.location, *fix))


def _interpreters(facts: Facts) -> Iterator[tuple[Flow, Component]]:
    for flow in facts.flows:
        if not is_test(flow.uri):
            yield from ((flow, one) for one in flow.components if executes_code(one))
