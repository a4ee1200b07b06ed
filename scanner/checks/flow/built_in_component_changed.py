"""LF-FLOW-021 built-in-component-changed."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import (
    Judged,
    counted_lines,
    further,
    grouped,
    judged_code,
    named,
)
from scanner.checks.registry import Match, check
from scanner.flows import provenance, published
from scanner.flows.comparison import comparison
from scanner.flows.edits import Edit, judged
from scanner.flows.provenance import Claim, Nearest, Origin
from scanner.model.finding import Comparison


@check("LF-FLOW-021")
def built_in_component_changed(facts: Facts) -> Iterator[Match]:
    """A component that is one of Langflow's, by what it says or by its code, but for a change.

    Copies of the same code are one alert: who changed it, and why, is one question.
    """
    changed = (one for one in judged_code(facts) if one.verdict.kind is Origin.MODIFIED)
    for group in grouped(changed, lambda one: (one.verdict.digest, _graded(one))):
        one = group[0]
        near, (variant, why) = one.verdict.near, _graded(one)
        changes = comparison(one.flow, one.field, near) if near and near.is_related else None
        nearest = f"nearest to {_described(near, changes)}" if near and changes else "near to none"
        message = (
            f"{named(group)} {_claim(one)}, and its code is not that of any build up to "
            f"{published.newest()}: {nearest}; {why} (SHA-256 {one.verdict.digest})"
        )
        yield Match(message, one.place, variant, related=further(group), changes=changes)


def _claim(one: Judged) -> str:
    match one.verdict.claim:
        case Claim.MODULE:
            return f"says that it is Langflow's {provenance.claimed_module(one.component)}"
        case Claim.TYPE:
            return f"has the type {one.component.type} of a component of Langflow's"
        case Claim.OTHER | Claim.NONE:
            return "is a changed component of Langflow's"


def _described(near: Nearest, changes: Comparison) -> str:
    """The nearest source in words: `lfx.components.data.url of 1.9.6 (98 % alike: ...)`."""
    alike = f"{int(100 * near.similarity)} % alike"
    if not changes.lines:
        return f"{near.source.module} of {near.source.last} ({alike})"
    counts = f"{counted_lines(changes.added)} of its own, {counted_lines(changes.missing)} missing"
    return f"{near.source.module} of {near.source.last} ({alike}: {counts})"


def _graded(one: Judged) -> tuple[str, str]:
    """The rule's variant and the reason for it, in words.

    What the change can do decides; then whether the component hides that it was changed.
    """
    verdict, saved = one.verdict, provenance.saved_by(one.flow)
    if verdict.near is not None and verdict.near.is_same_program:
        return "layout", "only layout, comments or texts that people read differ"
    if saved is not None and published.is_newer(saved):
        return "newer", f"the flow was saved by {saved}, which is newer than the known builds"
    edit = _edit(one)
    if edit is Edit.SHORTENED:
        return "shortened", "lines are gone, none that checks anything, and none are new"
    if edit is Edit.PLAIN:
        open_about_it = verdict.claim in {Claim.OTHER, Claim.NONE}
        variant = "customised" if open_about_it else "edited"
        return variant, "no new line runs code or reaches network, files or secrets"
    if verdict.claim in {Claim.OTHER, Claim.NONE}:
        return "declared", "it does not say that it is the original"
    if verdict.claim is Claim.TYPE and verdict.similarity < provenance.RELATED:
        return "named", "little more than the name is Langflow's"
    return "", "the change reaches code, network, files or secrets, or drops a check"


def _edit(one: Judged) -> Edit:
    near = one.verdict.near
    if near and near.is_related:
        return provenance.edit(one.field.code, near)
    return judged(one.field.code.splitlines(), check_is_gone=False)
