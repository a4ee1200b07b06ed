"""LF-DEP-011 langflow-published-by-the-cluster."""

from collections.abc import Iterator

from scanner.checks.access import auto_login
from scanner.checks.cluster_workloads import langflow_workloads
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_development

_ENTRANCES = {
    "service": "is published by a Service of type {}",
    "hostNetwork": "uses the node's network",
    "hostPort": "is published on port {} of every node",
}


@check("LF-DEP-011")
def langflow_published_by_the_cluster(facts: Facts) -> Iterator[Match]:
    """A load balancer, a node port, or the node's own network."""
    for unit in langflow_workloads(facts):
        for option in unit.options:
            words = _ENTRANCES.get(option.name)
            if words is None or is_development(option.location):
                continue
            message = f"{unit.name} {words.format(option.value)}, past any Ingress and its TLS"
            if auto_login(unit):
                message += "; auto-login is on, so every visitor is superuser"
            fix = "type: ClusterIP" if option.name == "service" else ""
            yield Match(message, option.location, related=(unit.location,), fix=fix)
