"""LF-DB-013 managed-database-open."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import model as langflow
from scanner.deployments.terraform.firewalls import EVERYBODY, openings
from scanner.deployments.terraform.modules import Resource

_DATABASE_PORTS = {5432: "PostgreSQL", 3306: "MySQL", 6379: "Redis", 27017: "MongoDB"}


_DATABASES = frozenset(
    {
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "azurerm_postgresql_server",
    }
)


@check("LF-DB-013")
def managed_database_open(facts: Facts) -> Iterator[Match]:
    """A managed database with a public address, or without encryption at rest."""
    for resource in facts.resources:
        if resource.type in _DATABASES:
            yield from _of_instance(resource)
        elif resource.type == "google_sql_database_instance":
            yield from _of_google(resource)
        elif resource.type.endswith("_firewall_rule") and "sql" in resource.type:
            yield from _of_azure_rule(resource)
    for opening in openings(facts.resources):
        for port, name in _DATABASE_PORTS.items():
            if opening.covers(port) and not opening.covers(langflow.PORT):
                message = f"{opening.resource.address} opens port {port} ({name}) to the whole "
                yield Match(f"{message}internet", opening.source.location)


def _of_instance(resource: Resource) -> Iterator[Match]:
    for name, bad, message in (
        ("publicly_accessible", "true", "has a public address"),
        ("storage_encrypted", "false", "stores its data in plain text text"),
        ("ssl_enforcement_enabled", "false", "accepts connections without TLS"),
    ):
        value = resource.value(resource.block, name)
        if value is not None and value.text == bad:
            place = value.location
            yield Match(f"{resource.address} {message} ({name} = {bad})", place)


def _of_google(resource: Resource) -> Iterator[Match]:
    for block in resource.block.all("settings", "ip_configuration", "authorized_networks"):
        value = resource.value(block, "value")
        if value is not None and value.text in EVERYBODY:
            yield Match(f"{resource.address} lets the whole internet connect", value.location)


def _of_azure_rule(resource: Resource) -> Iterator[Match]:
    end = resource.value(resource.block, "end_ip_address")
    starts = resource.text(resource.block, "start_ip_address")
    if starts == "0.0.0.0" and end is not None and end.text == "255.255.255.255":  # noqa: S104
        yield Match(f"{resource.address} lets the whole internet connect", end.location)
