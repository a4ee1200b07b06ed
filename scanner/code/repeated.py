"""Findings that one decision ends are one alert: a file whose routes ask nobody has it once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scanner.code.defects import defects
from scanner.model.finding import Finding


def once_a_file(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; of some rules the first of each file, with the others as related places."""
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        if finding.rule.id.removesuffix("-test") not in defects().once_a_file:
            yield finding
            continue
        key = (finding.rule.id, finding.location.uri)
        lead, other = sorted(
            (first.get(key, finding), finding), key=lambda one: one.location.region
        )
        if lead is not other:
            place = replace(other.location, message="and here")
            lead = replace(lead, related=(*lead.related, *other.related, place))
        first[key] = lead
    yield from first.values()
