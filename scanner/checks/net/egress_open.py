"""LF-NET-030 egress-open."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Form
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

_EGRESS = re.compile(rb"\begress\b|toEntities|toFQDNs", re.IGNORECASE)


_NETWORK_POLICY = re.compile(rb"NetworkPolicy\b|networkPolicy:")


@check("LF-NET-030")
def egress_open(facts: Facts) -> Iterator[Match]:
    """A workload of Langflow, and no NetworkPolicy that limits what it may reach."""
    workloads = [u for u in facts.units if u.is_langflow and u.form is Form.KUBERNETES and u.image]
    kinds = (FileKind.KUBERNETES, FileKind.HELM, FileKind.TEXT)
    policies = (s for s in facts.tree.of(*kinds) if _NETWORK_POLICY.search(s.data))
    if not workloads or any(_EGRESS.search(source.data) for source in policies):
        return
    for unit in workloads:
        if not is_development(unit.location) and not is_template(unit.location):
            message = (
                f"no NetworkPolicy limits what {unit.name} may reach: code in a flow can ask the "
            )
            message += "node's metadata service (169.254.169.254) for credentials"
            yield Match(message, unit.location)
            return
