"""LF-NET-031 firewall-opens-langflow."""

from collections.abc import Iterator

from scanner.checks.access import auto_login
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import model as langflow
from scanner.deployments.model import Deployment
from scanner.deployments.terraform.firewalls import openings


@check("LF-NET-031")
def firewall_opens_langflow(facts: Facts) -> Iterator[Match]:
    """A rule that lets the whole internet reach Langflow's port."""
    for opening in openings(facts.resources):
        if not opening.covers(langflow.PORT):
            continue
        what = f"Langflow's port {langflow.PORT}"
        if opening.low < opening.high:
            what = f"the ports {opening.low} to {opening.high}, {what} among them,"
        message = f"{opening.resource.address} opens {what} to the whole internet"
        variant = "open" if any(auto_login(unit) for unit in _planned(facts)) else ""
        yield Match(message, opening.source.location, variant)


def _planned(facts: Facts) -> Iterator[Deployment]:
    """The deployments of the same Terraform files or of the scripts that they run."""
    uris = {resource.source.uri for resource in facts.resources}
    return (unit for unit in facts.units if unit.uri in uris)
