"""LF-FLOW-021 built-in-component-changed."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import counted_lines, judged_code
from scanner.checks.registry import Match, check
from scanner.flows import provenance
from scanner.flows.comparison import comparison
from scanner.flows.provenance import Claim, Nearest, Origin, Verdict
from scanner.flows.read import Component, Flow
from scanner.model.finding import Comparison


@check("LF-FLOW-021")
def built_in_component_changed(facts: Facts) -> Iterator[Match]:
    """A component that is one of Langflow's, by what it says or by its code, but for a change."""
    for flow, component, field, verdict in judged_code(facts):
        if verdict.kind is not Origin.MODIFIED:
            continue
        near = verdict.near
        changes = comparison(flow, field, near) if near and near.is_related else None
        variant, why = _variant(flow, verdict)
        message = f"{component.name} {_claim(component, verdict)}, and its code is not that of any "
        message += f"release up to {provenance.newest()}"
        message += (
            f"; it is nearest to {_told(near, changes)}" if near and changes else ", nor near"
        )
        message += f"; {why}" if why else ""
        message += f" (SHA-256 {verdict.digest})"
        place = flow.at(component.anchor, component.id)
        yield Match(message, place, variant=variant, changes=changes)


def _claim(component: Component, verdict: Verdict) -> str:
    match verdict.claim:
        case Claim.MODULE:
            return f"says that it is Langflow's {provenance.claimed_module(component)}"
        case Claim.TYPE:
            return f"has the type {component.type} of a component of Langflow's"
        case Claim.OTHER | Claim.NONE:
            return "is a changed component of Langflow's"


def _told(near: Nearest, changes: Comparison) -> str:
    """The nearest source in words: `lfx.components.data.url of 1.9.6 (98 % alike: ...)`."""
    alike = f"{int(100 * near.similarity)} % alike"
    if not changes.lines:
        return f"{near.source.module} of {near.source.last} ({alike})"
    counts = f"{counted_lines(changes.added)} of its own, {counted_lines(changes.missing)} missing"
    return f"{near.source.module} of {near.source.last} ({alike}: {counts})"


def _variant(flow: Flow, verdict: Verdict) -> tuple[str, str]:
    """The rule's variant and the reason for it, in words."""
    saved = provenance.saved_by(flow)
    if verdict.near is not None and verdict.near.is_same_program:
        return "layout", "only white space, line ends or comments differ: it is the same program"
    if verdict.claim is Claim.OTHER:
        return "declared", "it does not say to be the original"
    if verdict.claim is Claim.TYPE and verdict.similarity < provenance.RELATED:
        return "named", "little more than the name is Langflow's"
    if saved is None:
        return "unversioned", "the flow does not say which release saved it, and not all are known"
    if not provenance.is_known_release(saved):
        return "unversioned", f"the flow was saved by {saved}, whose code is not known here"
    return "", ""
