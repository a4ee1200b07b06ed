"""LF-LOG-004 metrics-published."""

from collections.abc import Iterator

from scanner.checks.conditions import given, is_on
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment
from scanner.tree.guards import is_development


@check("LF-LOG-004")
def metrics_published(facts: Facts) -> Iterator[Match]:
    """The port of metrics or of the listeners' health, published on all interfaces."""
    for unit in facts.units:
        own = _ports(unit) if unit.is_langflow else {}
        for port in unit.ports:
            is_open = port.target in own and not port.is_loopback
            if is_open and not is_development(port.location):
                message = (
                    f"{unit.name} publishes its {own[port.target]} on all interfaces, without a "
                )
                message += "login"
                fix = f'"127.0.0.1:{port.published or port.target}:{port.target}"'
                yield Match(message, port.location, fix=fix)


def _ports(unit: Deployment) -> dict[str, str]:
    found: dict[str, str] = {}
    if is_on(unit, "LANGFLOW_PROMETHEUS_ENABLED"):
        found[given(unit, "LANGFLOW_PROMETHEUS_PORT") or "9090"] = "metrics"
    if given(unit, "LANGFLOW_LISTENERS_HEALTH_HOST") in {"0.0.0.0", "::"}:  # noqa: S104 - compared
        found[given(unit, "LANGFLOW_LISTENERS_HEALTH_PORT") or "7861"] = "listeners' health"
    return found
