"""Whether the code of a component is what it claims to be: LF-FLOW-020 to 024 and 028."""

from collections.abc import Iterator

from scanner.checks.match import Facts, Match, check
from scanner.flows import outdated, provenance
from scanner.flows.comparison import comparison
from scanner.flows.components import classes
from scanner.flows.provenance import Claim, Nearest, Origin, Verdict
from scanner.flows.read import CodeField, Component, Flow
from scanner.model.finding import Comparison


def _code(facts: Facts) -> Iterator[tuple[Flow, Component, CodeField, Verdict]]:
    """The component's own code, which the server executes to build it, and where it is from."""
    for flow in facts.flows:
        for component in flow.components:
            field = provenance.own_code(component)
            verdict = provenance.verdict(component, flow, facts.settings)
            if field is not None and verdict is not None:
                yield flow, component, field, verdict


@check("LF-FLOW-021")
def built_in_with_changed_code(facts: Facts) -> Iterator[Match]:
    """A component that is one of Langflow's, by what it says or by its code, but for a change."""
    for flow, component, field, verdict in _code(facts):
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
    counts = f"{_counted(changes.added)} of its own, {_counted(changes.missing)} missing"
    return f"{near.source.module} of {near.source.last} ({alike}: {counts})"


def _counted(lines: int) -> str:
    return f"{lines} line" if lines == 1 else f"{lines} lines"


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


@check("LF-FLOW-020")
def custom_code(facts: Facts) -> Iterator[Match]:
    """Code that is not Langflow's and does not say so: for a reviewer to look at and to accept."""
    for flow, component, _, verdict in _code(facts):
        if verdict.kind is Origin.CUSTOM and component.type.strip():  # without: LF-FLOW-023
            message = f"{component.name} runs {_counted(verdict.lines)} of code that no Langflow "
            message += f"release has; SHA-256 {verdict.digest}"
            yield Match(message, flow.at(component.anchor, component.id))


@check("LF-FLOW-022")
def relabelled_code(facts: Facts) -> Iterator[Match]:
    """Langflow's own code in a node that has the type of another component."""
    for flow, component, _, verdict in _code(facts):
        known = verdict.source
        if known is None or verdict.kind in {Origin.MODIFIED, Origin.CUSTOM}:
            continue
        runs_code = ".".join(known.module.split(".")[-2:]) in classes().code_modules
        hides = runs_code and component.type not in classes().code
        if not hides and verdict.kind is not Origin.RELABELLED:
            continue
        what = "which executes code, " if runs_code else ""
        message = f"{component.name} is Langflow's {known.module}, {what}under another type "
        message += f"({component.type or 'none'})"
        place = flow.at(component.anchor, component.id)
        yield Match(message, place, variant="" if hides else "harmless")


@check("LF-FLOW-023")
def code_without_a_type(facts: Facts) -> Iterator[Match]:
    """Code in a node whose type is empty: Langflow's own gate went by the type."""
    for flow, component, *_ in _code(facts):
        if not component.type.strip():
            message = f"{component.name or 'a component'} carries code and has no type, which is "
            message += "how code was brought past Langflow's check of custom components"
            yield Match(message, flow.at(component.anchor, component.id))


@check("LF-FLOW-024")
def code_hash_collision(facts: Facts) -> Iterator[Match]:
    """The short hash of an official component over other code."""
    for flow, component, _, verdict in _code(facts):
        if verdict.kind is Origin.COLLISION:
            message = f"the code of {component.name} has the short hash of an official component "
            message += "and is not that component: it was made to be taken for it"
            yield Match(message, flow.at(component.anchor, component.id))


@check("LF-FLOW-028")
def code_from_before_a_fix(facts: Facts) -> Iterator[Match]:
    """Official code that lacks a later security fix: the server runs the flow's, not its own."""
    for flow, component, _, verdict in _code(facts):
        known = verdict.source
        if known is None or verdict.kind in {Origin.MODIFIED, Origin.CUSTOM}:
            continue
        fixes = [*outdated.missing(known)]
        if fixes:
            severities = {fix.severity for fix in fixes}
            worst = next(word for word in ("high", "medium", "low") if word in severities)
            told = "; ".join(f"{fix.missing} ({fix.source})" for fix in fixes)
            message = f"{component.name} carries Langflow's {known.module} as {known.last} had it, "
            message += f"and whatever release runs the flow runs this code: {told}"
            place = flow.at(component.anchor, component.id)
            yield Match(message, place, variant="" if worst == "high" else worst)
