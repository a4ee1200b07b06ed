"""LF-AUTH-014 client-address-believed."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, is_on
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments.model import PUBLISHING_FORMS
from scanner.tree.guards import is_development


@check("LF-AUTH-014")
def client_address_believed(facts: Facts) -> Iterator[Match]:
    """Rate limits go by an address that clients can make up."""
    hosts = [host for host in facts.virtual_hosts if host.takes_client_address]
    for unit in facts.units:
        if not unit.is_langflow or not is_on(unit, "LANGFLOW_RATE_LIMIT_TRUST_PROXY"):
            continue
        setting = unit.explicit("LANGFLOW_RATE_LIMIT_TRUST_PROXY")
        if setting is None:
            continue
        open_port = next((port for port in unit.ports if not port.is_loopback), None)
        message = "the rate limit goes by the address in X-Forwarded-For, and "
        is_open = unit.form in PUBLISHING_FORMS and open_port is not None
        if not (is_open or hosts) or is_development(setting.location):
            continue
        if unit.form in PUBLISHING_FORMS and open_port is not None:
            message += f"{unit.name} is published: clients can send that header themselves"
            variant = example_or(setting)
            fix = written(facts, setting.location, setting.name, "false")
            yield Match(message, setting.location, variant, related=(open_port.location,), fix=fix)
        elif hosts and hosts[0].takes_client_address:
            message += "the proxy hands on what the client sent there"
            fix = "proxy_set_header X-Forwarded-For $remote_addr;"
            place = hosts[0].takes_client_address
            yield Match(message, place, related=(setting.location,), fix=fix)
