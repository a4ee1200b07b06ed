"""LF-EXE-009 service-replaced."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_test
from scanner.tree.source import Source

_TRUST = re.compile(
    r"^[\"']?(auth|authorization|variable|database|connection_resolver)(_service)?[\"']?$"
)


_POLICY = re.compile(r"^[\"']?\w+_policy_service[\"']?$")


@check("LF-EXE-009")
def service_replaced(facts: Facts) -> Iterator[Match]:
    """A file that puts another program in the place of logins, rights or the store of secrets."""
    if not uses_langflow(facts):
        return
    for service in facts.services:
        if is_test(service.location.uri):
            continue
        if _TRUST.match(service.name) or _POLICY.match(service.name):
            module = service.value.partition(":")[0] or "a plugin"
            message = (
                f"{service.name} of Langflow is replaced by {module}, which then decides on "
                "logins, rights or secrets"
            )
            own = "own" if _is_own(service.value, facts) else ""
            yield Match(message, service.location, own)


def _is_own(value: str, facts: Facts) -> bool:
    """Whether the program is in this repository, where it is reviewed."""
    module = value.partition(":")[0].replace(".", "/")
    names: tuple[str, ...] = (f"{module}.py", f"{module}/__init__.py")
    return bool(module) and any(_ends_with(source, names) for source in facts.tree.sources)


def _ends_with(source: Source, names: tuple[str, ...]) -> bool:
    return source.uri in names or source.uri.endswith(tuple(f"/{name}" for name in names))
