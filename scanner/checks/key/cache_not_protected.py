"""LF-KEY-010 cache-not-protected."""

from collections.abc import Iterator

from packaging.version import Version

from scanner import values
from scanner.checks.conditions import literal, runs_at_least, servers
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment

SIGNED_SINCE = Version("1.12.3")
"""The first release with LANGFLOW_CACHE_SIGNING_KEY; before, the cache loads any pickle."""


@check("LF-KEY-010")
def cache_not_protected(facts: Facts) -> Iterator[Match]:
    """A Redis cache whose entries are not signed with a shared key, or that takes any pickle."""
    for unit in servers(facts):
        cache = unit.explicit("LANGFLOW_CACHE_TYPE")
        if cache is None or literal(cache).lower() != "redis":
            continue
        if runs_at_least(unit, str(SIGNED_SINCE)):
            if unit.several and unit.explicit("LANGFLOW_CACHE_SIGNING_KEY") is None:
                message = (
                    f"the replicas of {unit.name} share a Redis cache without a signing key of "
                )
                message += "their own"
                fix = by_reference(facts, cache.location, "LANGFLOW_CACHE_SIGNING_KEY")
                yield Match(message, cache.location, fix=fix)
        elif unit.version and not _asks_for_password(unit):
            message = (
                f"Langflow {unit.version} unpickles whatever it finds in Redis, and this Redis "
            )
            message += "asks for no password: whoever reaches it runs code in the server"
            yield Match(message, cache.location, "pickle")


def _asks_for_password(unit: Deployment) -> bool:
    """Whether the address of Redis has a password, or something that may hold one."""
    url = unit.explicit("LANGFLOW_REDIS_URL")
    if url is None:
        return unit.explicit("LANGFLOW_REDIS_HOST") is None
    return (
        url.value is None or values.is_reference(url.value) or bool(values.credentials(url.value))
    )
