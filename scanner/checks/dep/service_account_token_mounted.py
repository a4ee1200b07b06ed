"""LF-DEP-025 service-account-token-mounted."""

from collections.abc import Iterator

from scanner.checks.cluster_workloads import langflow_workloads
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template

TOKEN = "automountServiceAccountToken"  # noqa: S105 - the field's name


@check("LF-DEP-025")
def service_account_token_mounted(facts: Facts) -> Iterator[Match]:
    """The token is mounted by the default or on purpose."""
    for unit in langflow_workloads(facts):
        token = unit.option(TOKEN)
        if token is None or token.value.lower() == "false" or is_template(token.location):
            continue
        how = "by default" if token.value == "default" else "on purpose"
        message = f"{unit.name} gets its service account's token {how}: every flow can read it"
        yield Match(message, token.location, fix=f"{TOKEN}: false")
