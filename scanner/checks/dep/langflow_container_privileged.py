"""LF-DEP-021 langflow-container-privileged."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Option

_POWERS = frozenset(
    {"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "NET_ADMIN", "DAC_READ_SEARCH"}
)


@check("LF-DEP-021")
def langflow_container_privileged(facts: Facts) -> Iterator[Match]:
    """Privileged, wide capabilities, or no confinement: of Langflow, or of a service next to it."""
    for unit in facts.units:
        if not (unit.is_langflow or unit.in_stack):
            continue
        for option in unit.options:
            power = _power(option)
            if power and unit.is_langflow:
                yield Match(f"{unit.name} runs Langflow {power}", option.location)
            elif power:
                message = f"{unit.name}, next to Langflow, runs {power}"
                yield Match(message, option.location, "stack")


def _power(option: Option) -> str:
    value = option.value.upper().removeprefix("CAP_")
    if option.name == "privileged" and value == "TRUE":
        return "privileged: as root of the host"
    if option.name == "cap_add" and value in _POWERS:
        return f"with the capability {value}"
    if option.name == "security_opt" and re.search(r"(SECCOMP|APPARMOR)[:=]UNCONFINED", value):
        return "without the confinement that containers have by default"
    return "in the host's process space" if option.name == "pid" and value == "HOST" else ""
