"""What is recorded, and who can see it: LF-LOG-002, LF-LOG-003, LF-LOG-004."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import (
    anchor,
    given,
    has_database,
    is_multi_user,
    is_on,
    runs_at_least,
    servers,
)
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import Deployment
from scanner.tree.guards import is_development
from scanner.tree.source import FileKind

_TRAILS = (("LANGFLOW_AUDIT_ENABLED", "1.13.0"), ("LANGFLOW_AUTHZ_AUDIT_ENABLED", "1.10.0"))


@check("LF-LOG-002")
def no_audit_trail(facts: Facts) -> Iterator[Match]:
    """A server of several users that does not record who did what."""
    for unit in servers(facts):
        names = [name for name, since in _TRAILS if runs_at_least(unit, since)]
        if has_database(unit) and is_multi_user(unit) and names:
            missing = [name for name in names if not is_on(unit, name)]
            if missing:
                message = (
                    f"{unit.name} keeps no record of who did what: {', '.join(missing)} is off"
                )
                fix = written(facts, unit.location, missing[0], "true")
                yield Match(message, unit.location, fix=fix)


_SHIPPED = re.compile(
    rb"fluent-?(?:d|bit)|loki|promtail|filebeat|logstash|vector\.dev|timberio/vector|datadog|splunk|graylog|gelf"
    rb"|awslogs|cloudwatch|gcplogs|stackdriver|azuremonitor|log_analytics|opentelemetry|otel|sentry|prometheus"
    rb"|newrelic|^[ \t]+logging:",
    re.IGNORECASE | re.MULTILINE,
)
_SILENT = frozenset({FileKind.BINARY, FileKind.FLOW, FileKind.PYTHON, FileKind.NOTEBOOK})


@check("LF-LOG-003")
def logs_stay_where_they_are(facts: Facts) -> Iterator[Match]:
    """A deployment, and no word of where its logs and metrics go."""
    unit = next((unit for unit in servers(facts) if has_database(unit)), None)
    if unit is None or anchor(facts) is None:
        return
    searched = (s for s in facts.tree.sources if s.kind not in _SILENT)
    if not any(_SHIPPED.search(source.data) for source in searched):
        message = f"nothing in the repository collects the logs of {unit.name}: they go with the "
        message += "container, and nobody sees an attack"
        yield Match(message, unit.location)


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
