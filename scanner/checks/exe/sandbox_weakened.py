"""LF-EXE-004 sandbox-weakened."""

from collections.abc import Iterator

from scanner.checks.conditions import entries, example_or, given, is_on, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


@check("LF-EXE-004")
def sandbox_weakened(facts: Facts) -> Iterator[Match]:
    """Emulated hardware, an open network or a sandbox that somebody else wrote."""
    for unit in facts.units:
        if given(unit, "LANGFLOW_SANDBOX_BACKEND").lower() in {"", "none"} and unit.complete:
            continue
        emulation = unit.explicit("LANGFLOW_SANDBOX_ALLOW_SOFTWARE_EMULATION")
        if emulation and is_on(unit, emulation.name):
            message = f"{emulation.name} is on: code runs without the isolation of a processor"
            yield Match(message, emulation.location, example_or(emulation))
        domains = unit.explicit("LANGFLOW_SANDBOX_ALLOWED_DOMAINS")
        is_open = any(one.lstrip("*.").count(".") == 0 for one in entries(literal(domains)))
        if domains and is_open and is_on(unit, "LANGFLOW_SANDBOX_ALLOW_NETWORK"):
            message = f"{domains.name} opens the sandbox's network to everything"
            yield Match(message, domains.location, example_or(domains))
        plugins = unit.explicit("LANGFLOW_SANDBOX_BACKEND_PLUGINS")
        if plugins and literal(plugins):
            message = f"{plugins.name} imports a sandbox that is not Langflow's own: review it"
            yield Match(message, plugins.location, example_or(plugins))
