"""LF-SEC-002 credential-in-configmap."""

from collections.abc import Iterator

from scanner.checks.cluster_workloads import plain_credentials
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.kubernetes.resources import IN_CONFIG_MAP, IN_ENV
from scanner.deployments.model import Form


@check("LF-SEC-002")
def credential_in_configmap(facts: Facts) -> Iterator[Match]:
    """A credential in a ConfigMap or as a plain value of a container."""
    for unit, setting in plain_credentials(facts):
        plain = setting.origin.startswith((IN_CONFIG_MAP, IN_ENV))
        if plain or unit.form is Form.HELM:
            name = setting.location.logical_name or setting.name
            message = f"{name} is a plain value of {unit.name}: whoever may read the workload "
            message += "or this repository has it"
            yield Match(message, setting.location)
