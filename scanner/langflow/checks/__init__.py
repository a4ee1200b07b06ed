"""The checks by topic. Each module registers its own; `CHECKS` has them all."""

from collections.abc import Iterator

from scanner.langflow.checks import (
    accounts,
    authentication,
    cluster,
    conditions,
    configuration,
    containers,
    execution,
    flow_effects,
    flow_graph,
    flow_provenance,
    mcp,
    network,
    outbound,
    secret_key,
    secrets,
    services,
    settings,
    stack,
    variables,
    versions,
    workflows,
)
from scanner.langflow.match import CHECKS, Facts, Match
from scanner.rules import RuleDocument

__all__ = [
    "CHECKS",
    "accounts",
    "authentication",
    "cluster",
    "conditions",
    "configuration",
    "containers",
    "execution",
    "flow_effects",
    "flow_graph",
    "flow_provenance",
    "matches",
    "mcp",
    "network",
    "outbound",
    "secret_key",
    "secrets",
    "services",
    "stack",
    "variables",
    "versions",
    "workflows",
]


def matches(document: RuleDocument, facts: Facts) -> Iterator[Match]:
    """Where a rule holds: by its `match`, or by the check that is registered for it."""
    find = CHECKS.get(document.id)
    return find(facts) if find else settings.matches(document, facts)
