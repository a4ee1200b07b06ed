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
    """Privileged, wide capabilities, or no confinement."""
    for unit in facts.units:
        for option in unit.options if unit.is_langflow else ():
            power = _power(option)
            if power:
                yield Match(f"{unit.name} runs Langflow {power}", option.location)


def _power(option: Option) -> str:
    value = option.value.upper().removeprefix("CAP_")
    if option.name == "privileged" and value == "TRUE":
        return "privileged: as root of the host"
    if option.name == "cap_add" and value in _POWERS:
        return f"with the capability {value}"
    if option.name == "security_opt" and re.search(r"(SECCOMP|APPARMOR)[:=]UNCONFINED", value):
        return "without the confinement that containers have by default"
    return "in the host's process space" if option.name == "pid" and value == "HOST" else ""
