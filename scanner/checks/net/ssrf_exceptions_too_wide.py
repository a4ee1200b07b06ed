"""LF-NET-021 ssrf-exceptions-too-wide."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from scanner.checks.conditions import entries, example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ssrf import PROTECTION, off_at_run_time

ALLOWED = "LANGFLOW_SSRF_ALLOWED_HOSTS"


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


@check("LF-NET-021")
def ssrf_exceptions_too_wide(facts: Facts) -> Iterator[Match]:
    """Exceptions that take in the metadata service, everything, or whole private networks."""
    for unit in facts.units:
        setting = unit.explicit(ALLOWED)
        protection = literal(unit.explicit(PROTECTION))
        if setting is None or off_at_run_time(protection):
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
