"""LF-NET-020 ssrf-protection-off."""

from collections.abc import Iterator

from scanner.checks.access import reach
from scanner.checks.conditions import example_or, is_near, is_off, literal, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.ssrf import PROTECTION, off_at_run_time
from scanner.deployments.model import Exposure


@check("LF-NET-020")
def ssrf_protection_off(facts: Facts) -> Iterator[Match]:
    """Off, meant as on but off at run time, or off by the default of the release."""
    for unit in facts.units:
        setting = unit.explicit(PROTECTION)
        state = off_at_run_time(literal(setting))
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
