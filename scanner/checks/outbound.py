"""Where the server may be sent to, and from where browsers may call it: LF-NET-*."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from scanner import values
from scanner.checks.authentication import reach
from scanner.checks.conditions import entries, example_or, is_near, is_off, is_on, literal, servers
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import Exposure
from scanner.tree.guards import is_template

PROTECTION = "LANGFLOW_SSRF_PROTECTION_ENABLED"
ALLOWED = "LANGFLOW_SSRF_ALLOWED_HOSTS"
CONNECTORS = "LANGFLOW_CONNECTOR_SSRF_VALIDATION_ENABLED"
A2A_PRIVATE = "LANGFLOW_A2A_ALLOW_PRIVATE_WEBHOOKS"

ON_AT_RUN_TIME = frozenset({"true", "1", "yes", "on"})
"""What the run-time check takes for on (lfx/utils/ssrf_protection.py:79-96 and :461 of 1.13.0);
the settings take `y` and `t` as well."""

_METADATA = IPv4Network("169.254.169.254/32")
_METADATA_HOSTS = frozenset(
    {
        "169.254.169.254",
        "metadata.google.internal",
        "*.google.internal",
        "*.internal",
        "fd00:ec2::254",
    }
)
_PRIVATE = tuple(IPv4Network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


@check("LF-NET-011")
def plain_http_origin(facts: Facts) -> Iterator[Match]:
    """An origin whose pages anybody on the way can rewrite."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_CORS_ORIGINS")
        plain = [one for one in entries(literal(setting)) if values.is_plain_http(one)]
        if setting and plain and not is_template(setting.location):
            message = f"{setting.name} trusts pages that came over plain HTTP ({len(plain)} of its "
            message += "origins)"
            yield Match(message, setting.location)


@check("LF-NET-020")
def ssrf_protection_off(facts: Facts) -> Iterator[Match]:
    """Off, meant as on but off at run time, or off by the default of the release."""
    for unit in facts.units:
        setting = unit.explicit(PROTECTION)
        state = _off_at_run_time(literal(setting))
        if setting and state:
            variant = example_or(setting, "local" if is_near(unit, setting, facts) else "")
            message = f"{PROTECTION} {state}: flows can fetch from internal services and the "
            message += "cloud's metadata"
            fix = written(facts, setting.location, PROTECTION, "true")
            yield Match(message, setting.location, variant, fix=fix)
    for unit in servers(facts):
        near = reach(unit, facts) is Exposure.LOOPBACK
        if unit.explicit(PROTECTION) is None and is_off(unit, PROTECTION) and not near:
            message = f"{unit.name} does not set {PROTECTION}, off by default in Langflow "
            message += f"{unit.version}: flows can fetch from internal services and the cloud's "
            message += "metadata"
            fix = written(facts, unit.version_location, PROTECTION, "true")
            yield Match(message, unit.version_location, "default", fix=fix)


def _off_at_run_time(value: str) -> str:
    """How a value switches a protection off, in words; empty where it does not."""
    if not value or value.lower() in ON_AT_RUN_TIME:
        return ""
    truth = values.truth(value)
    if truth is None:
        return ""  # the server does not start: LF-CFG-002
    return f"is {value!r}, which does not count as on when a request is made" if truth else "is off"


@check("LF-NET-021")
def ssrf_exceptions_too_wide(facts: Facts) -> Iterator[Match]:
    """Exceptions that take in the metadata service, everything, or whole private networks."""
    for unit in facts.units:
        setting = unit.explicit(ALLOWED)
        protection = literal(unit.explicit(PROTECTION))
        if setting is None or _off_at_run_time(protection):
            continue
        hosts = entries(literal(setting))
        for judge, variant, effect in (
            (_reaches_metadata, "", "the cloud's metadata service, and with it its credentials"),
            (_is_private_network, "private", "a whole private network"),
            (_has_no_effect, "no-effect", "nothing: only `*.domain` is a wildcard"),
        ):
            wide = [host for host in hosts if judge(host)]
            if wide:
                message = f"{ALLOWED} has {', '.join(wide[:3])}, which lets flows reach {effect}"
                yield Match(message, setting.location, example_or(setting, variant))
                break


def _network(host: str) -> IPv4Network | IPv6Network | None:
    if "/" not in host:
        return None
    try:
        return ip_network(host, strict=False)
    except ValueError:
        return None


def _reaches_metadata(host: str) -> bool:
    if host.lower() in _METADATA_HOSTS:
        return True
    network = _network(host)
    if isinstance(network, IPv4Network):
        return network.supernet_of(_METADATA)
    return network is not None and network.prefixlen < 8


def _is_private_network(host: str) -> bool:
    network = _network(host)
    return (
        isinstance(network, IPv4Network)
        and network.prefixlen <= 16
        and any(network.subnet_of(private) for private in _PRIVATE)
    )


def _has_no_effect(host: str) -> bool:
    return host == "*"


@check("LF-NET-022")
def narrower_ssrf_guards_off(facts: Facts) -> Iterator[Match]:
    """The guards of connectors and of agents' webhooks."""
    for unit in facts.units:
        connectors = unit.explicit(CONNECTORS)
        state = _off_at_run_time(literal(connectors))
        if connectors and state:
            message = f"{CONNECTORS} {state}: users' connectors can reach internal services"
            fix = written(facts, connectors.location, CONNECTORS, "true")
            variant = example_or(connectors, "local" if is_near(unit, connectors, facts) else "")
            yield Match(message, connectors.location, variant, fix=fix)
        webhooks = unit.explicit(A2A_PRIVATE)
        if webhooks and is_on(unit, A2A_PRIVATE) and not is_off(unit, "LANGFLOW_A2A_ENABLED"):
            message = f"{A2A_PRIVATE} is on: callers of agents choose internal addresses to post to"
            fix = written(facts, webhooks.location, A2A_PRIVATE, "false")
            variant = example_or(webhooks, "local" if is_near(unit, webhooks, facts) else "")
            yield Match(message, webhooks.location, variant, fix=fix)
