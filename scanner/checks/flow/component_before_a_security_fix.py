"""LF-FLOW-028 component-before-a-security-fix."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import Judged, further, grouped, judged_code, named
from scanner.checks.registry import Match, check
from scanner.flows import outdated
from scanner.flows.provenance import OFFICIAL, Origin


@check("LF-FLOW-028")
def component_before_a_security_fix(facts: Facts) -> Iterator[Match]:
    """Official code that lacks a later security fix: the server runs the flow's, not its own."""
    for group in grouped(_outdated(facts), lambda one: (one.flow.uri, one.flow.name, _module(one))):
        first = group[0].verdict.source
        fixes = _fixes(group[0])
        severities = {fix.severity for one in group for fix in _fixes(one)}
        worst = next(word for word in ("high", "medium", "low") if word in severities)
        missing = "; ".join(f"{fix.missing} ({fix.source})" for fix in fixes)
        release = first.last if first else ""
        message = (
            f"{named(group)} runs Langflow's {_module(group[0])} as of {release}, whatever release "
            f"the server has: {missing}"
        )
        variant = "" if worst == "high" else worst
        yield Match(message, group[0].place, variant, related=further(group))


def _outdated(facts: Facts) -> Iterator[Judged]:
    kinds = {*OFFICIAL, Origin.RELABELLED}
    return (one for one in judged_code(facts) if one.verdict.kind in kinds and _fixes(one))


def _module(one: Judged) -> str:
    return one.verdict.source.module if one.verdict.source else ""


def _fixes(one: Judged) -> list[outdated.Fix]:
    known = one.verdict.source
    return [*outdated.missing(known)] if known else []
