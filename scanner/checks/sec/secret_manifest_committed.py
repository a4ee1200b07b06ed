"""LF-SEC-003 secret-manifest-committed."""

from collections.abc import Iterator

from scanner.checks.cluster_workloads import plain_credentials
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.kubernetes.resources import IN_SECRET


@check("LF-SEC-003")
def secret_manifest_committed(facts: Facts) -> Iterator[Match]:
    """A Secret with its values in it."""
    for _, setting in plain_credentials(facts):
        if setting.origin.startswith(IN_SECRET):
            name = setting.location.logical_name or setting.name
            message = f"the value of {name} is written in a Secret manifest: base64 hides nothing"
            yield Match(message, setting.location)
