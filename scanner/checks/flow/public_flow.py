"""LF-FLOW-011 public-flow."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.components import danger, is_public


@check("LF-FLOW-011")
def public_flow(facts: Facts) -> Iterator[Match]:
    """Anyone with the link may run it. With a dangerous component it is LF-FLOW-010."""
    for flow in facts.flows:
        access = flow.setting("access_type")
        if access is None or not is_public(flow) or any(danger(c) for c in flow.components):
            continue
        allowed = facts.settings.allow_public_flows
        if any(fnmatchcase(name, glob) for glob in allowed for name in (flow.name, flow.uri)):
            continue
        message = f'the flow "{flow.name}" is public: anyone with its link runs it as its owner'
        yield Match(message, flow.at(access, "access_type"))
