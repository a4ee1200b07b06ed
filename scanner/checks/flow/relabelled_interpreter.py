"""LF-FLOW-022 relabelled-interpreter."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.flow._provenance import Judged, further, grouped, judged_code, named
from scanner.checks.registry import Match, check
from scanner.flows.components import classes
from scanner.flows.provenance import OFFICIAL, Origin


@check("LF-FLOW-022")
def relabelled_interpreter(facts: Facts) -> Iterator[Match]:
    """Langflow's own code in a node that has the type of another component."""
    relabelled = (one for one in judged_code(facts) if _hides(one) or _is_relabelled(one))
    for group in grouped(relabelled, lambda one: (one.verdict.digest, one.component.type)):
        module = group[0].verdict.source.module if group[0].verdict.source else ""
        what = ", which executes code," if _runs_code(module) else ""
        kind = group[0].component.type or "none"
        message = f"{named(group)} is Langflow's {module}{what} under another type ({kind})"
        variant = "" if _hides(group[0]) else "harmless"
        yield Match(message, group[0].place, variant, related=further(group))


def _hides(one: Judged) -> bool:
    """Whether official code that executes code has a type that does not say so."""
    known, kind = one.verdict.source, one.verdict.kind
    if known is None or kind not in {*OFFICIAL, Origin.RELABELLED}:
        return False
    return _runs_code(known.module) and one.component.type not in known.types | classes().code


def _is_relabelled(one: Judged) -> bool:
    return one.verdict.kind is Origin.RELABELLED


def _runs_code(module: str) -> bool:
    return ".".join(module.split(".")[-2:]) in classes().code_modules
