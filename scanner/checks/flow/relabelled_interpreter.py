"""LF-FLOW-022 relabelled-interpreter."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import judged_code
from scanner.checks.registry import Match, check
from scanner.flows.components import classes
from scanner.flows.provenance import Origin


@check("LF-FLOW-022")
def relabelled_interpreter(facts: Facts) -> Iterator[Match]:
    """Langflow's own code in a node that has the type of another component."""
    for flow, component, _, verdict in judged_code(facts):
        known = verdict.source
        if known is None or verdict.kind in {Origin.MODIFIED, Origin.CUSTOM}:
            continue
        runs_code = ".".join(known.module.split(".")[-2:]) in classes().code_modules
        hides = runs_code and component.type not in classes().code
        if not hides and verdict.kind is not Origin.RELABELLED:
            continue
        what = "which executes code, " if runs_code else ""
        message = f"{component.name} is Langflow's {known.module}, {what}under another type "
        message += f"({component.type or 'none'})"
        place = flow.at(component.anchor, component.id)
        yield Match(message, place, variant="" if hides else "harmless")
