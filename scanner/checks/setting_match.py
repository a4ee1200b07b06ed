"""Rules that are one setting with one value: `match` of the rule files."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.access import reach
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match
from scanner.deployments.model import Deployment, Effective, Exposure
from scanner.rules import RuleDocument, SettingMatch
from scanner.tree.guards import is_development, is_template


def matches(document: RuleDocument, facts: Facts) -> Iterator[Match]:
    """The units in which the rule's `match` holds; templates and development files are variants."""
    match = document.match
    if match is None:
        return
    for unit in facts.units:
        effective = _judged(unit, match)
        if effective is None or not _holds(match, effective.value or ""):
            continue
        if match.exposed and reach(unit, facts) is Exposure.LOOPBACK:
            continue
        if any(_is(unit, name, wanted) for name, wanted in match.unless.items()):
            continue
        yield Match(
            _message(unit, match, effective),
            effective.location,
            _variant(document, effective),
            fix=written(facts, effective.location, match.setting, match.write)
            if match.write
            else "",
        )


def _judged(unit: Deployment, match: SettingMatch) -> Effective | None:
    """The value to judge: explicit, or the version's default where the rule says that it counts."""
    effective = unit.effective(match.setting)
    if effective is None or not effective.value or values.is_reference(effective.value):
        return None
    return effective if match.default or not effective.is_default else None


def _holds(match: SettingMatch, value: str) -> bool:
    folded = value.strip().lower()
    wanted = {word.lower() for word in match.values}
    match match.is_:
        case "truthy":
            return values.truth(value) is True
        case "falsy":
            return values.truth(value) is False
        case "set":
            return True
        case "http":
            return values.is_plain_http(value)
        case "over":
            return folded.replace("_", "").isdigit() and int(folded) > match.than
        case "one-of":
            return folded in wanted
        case "has-one-of":
            return bool(wanted.intersection(part.strip() for part in folded.split(",")))


def _is(unit: Deployment, name: str, wanted: str) -> bool:
    effective = unit.effective(name)
    if effective is None or effective.value is None:
        return False
    if wanted == "set":
        return bool(effective.value) and not effective.is_default
    return values.truth(effective.value) is (wanted == "truthy")


def _message(unit: Deployment, match: SettingMatch, effective: Effective) -> str:
    if effective.is_default:
        return f"{unit.name} does not set {match.setting}, and by default it {match.say}"
    return f"{match.setting} {match.say}"


def _variant(document: RuleDocument, effective: Effective) -> str:
    if "example" in document.variants and is_template(effective.location):
        return "example"
    return "dev" if "dev" in document.variants and is_development(effective.location) else ""
