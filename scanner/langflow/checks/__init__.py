"""The checks by topic. Each module registers its own; `CHECKS` has them all."""

from collections.abc import Iterator

from scanner.langflow.checks import (
    accounts,
    admin_pages,
    attack_path,
    authentication,
    backups,
    builds,
    clients,
    cloud,
    cluster,
    conditions,
    configuration,
    conflicts,
    containers,
    databases,
    edge,
    execution,
    flow_effects,
    flow_graph,
    flow_provenance,
    hardening,
    key_files,
    mcp,
    network,
    outbound,
    secret_key,
    secrets,
    services,
    settings,
    stack,
    tunnels,
    variables,
    versions,
    workflows,
)
from scanner.langflow.match import CHECKS, Facts, Match
from scanner.rules import RuleDocument

__all__ = [
    "CHECKS",
    "accounts",
    "admin_pages",
    "attack_path",
    "authentication",
    "backups",
    "builds",
    "clients",
    "cloud",
    "cluster",
    "conditions",
    "configuration",
    "conflicts",
    "containers",
    "databases",
    "edge",
    "execution",
    "flow_effects",
    "flow_graph",
    "flow_provenance",
    "hardening",
    "key_files",
    "matches",
    "mcp",
    "network",
    "outbound",
    "secret_key",
    "secrets",
    "services",
    "stack",
    "tunnels",
    "variables",
    "versions",
    "workflows",
]


def matches(document: RuleDocument, facts: Facts) -> Iterator[Match]:
    """Where a rule holds: by its `match`, or by the check that is registered for it."""
    find = CHECKS.get(document.id)
    return find(facts) if find else settings.matches(document, facts)
