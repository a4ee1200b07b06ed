"""LF-FLOW-012 guessable-webhook."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import classes


@check("LF-FLOW-012")
def guessable_webhook(facts: Facts) -> Iterator[Match]:
    """A webhook that is reached by a name anyone would try."""
    for flow in facts.flows:
        name = flow.setting("endpoint_name")
        has_webhook = any(c.type in classes().anonymous_sources for c in flow.components)
        enabled = flow.setting("webhook")
        if (
            name is None
            or not name.text
            or not (has_webhook or (enabled and enabled.value is True))
        ):
            continue
        if name.text.lower() in classes().guessable_endpoints:
            message = f'the webhook of the flow "{flow.name}" is reached as {name.text!r}, a name '
            message += "that anyone would try, instead of by its id"
            yield Match(message, flow.at(name, "endpoint_name"))
