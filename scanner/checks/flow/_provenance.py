"""Code of a flow and the verdict on where it comes from."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.flows import provenance
from scanner.flows.provenance import Verdict
from scanner.flows.read import CodeField, Component, Flow


def judged_code(facts: Facts) -> Iterator[tuple[Flow, Component, CodeField, Verdict]]:
    """The component's own code, which the server executes to build it, and where it is from."""
    for flow in facts.flows:
        for component in flow.components:
            field = provenance.own_code(component)
            verdict = provenance.verdict(component, flow, facts.settings)
            if field is not None and verdict is not None:
                yield flow, component, field, verdict


def counted_lines(lines: int) -> str:
    return f"{lines} line" if lines == 1 else f"{lines} lines"
