"""LF-LOG-003 logs-stay-where-they-are."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import anchor, has_database, servers
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.source import FileKind

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
