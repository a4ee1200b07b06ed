"""LF-AUTH-006 webhooks-without-key."""

from collections.abc import Iterator

from packaging.version import Version

from scanner import values
from scanner.checks.conditions import example_or, is_near, literal, published_servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment
from scanner.flows.components import classes

WEBHOOKS = "LANGFLOW_WEBHOOK_AUTH_ENABLE"


@check("LF-AUTH-006")
def webhooks_without_key(facts: Facts) -> Iterator[Match]:
    """Turned off, or off by the default of an old release that runs a flow with a webhook."""
    has_webhook = any(
        component.type in classes().anonymous_sources
        for flow in facts.flows
        for component in flow.components
    )
    for unit in facts.units:
        setting = unit.explicit(WEBHOOKS)
        if setting and values.truth(literal(setting)) is False:
            variant = "" if has_webhook else "no-flow"
            variant = "local" if is_near(unit, setting, facts) else variant
            message = f"{WEBHOOKS} is off: whoever knows a flow's id runs it as its owner"
            fix = written(facts, setting.location, WEBHOOKS, "true")
            yield Match(message, setting.location, example_or(setting, variant), fix=fix)
    for unit in published_servers(facts):
        if unit.explicit(WEBHOOKS) is None and has_webhook and _webhooks_open_by_default(unit):
            message = f"{unit.name} does not set {WEBHOOKS}: in Langflow {unit.version} whoever "
            message += "knows a flow's id runs it as its owner"
            fix = written(facts, unit.location, WEBHOOKS, "true")
            yield Match(message, unit.location, "default", fix=fix)


def _webhooks_open_by_default(unit: Deployment) -> bool:
    """Before 1.6 there was no authentication of webhooks; the setting is off in 1.6.9 to 1.9.0."""
    return unit.version is not None and unit.version <= Version("1.9.0")
