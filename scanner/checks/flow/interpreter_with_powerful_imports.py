"""LF-FLOW-004 interpreter-with-powerful-imports."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes, executes_code


@check("LF-FLOW-004")
def interpreter_with_powerful_imports(facts: Facts) -> Iterator[Match]:
    """An interpreter that may import what reaches the machine or the network."""
    for flow in facts.flows:
        for component in flow.components:
            field = component.fields.get("global_imports")
            if field is None or field.value is None or not executes_code(component):
                continue
            texts = [node.text for node in field.value.items] or field.text.split(",")
            names = {text.strip().partition(".")[0] for text in texts}
            found = sorted(names & classes().powerful_imports)
            if found:
                message = f"{component.name} may import {', '.join(found)}: its code reaches files,"
                message += " processes or the network of the server"
                yield Match(message, flow.at(field.value, f"{component.id}.global_imports"))
