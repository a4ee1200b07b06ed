"""The rules of `rulesets/secrets.yml` by the detector that they report, and their variants."""

from collections.abc import Mapping
from functools import cache

import msgspec

from scanner import rules
from scanner.errors import EngineError, RuleError
from scanner.model.rule import Rule
from scanner.secrets import known
from scanner.secrets.places import in_test, is_example


class Document(rules.RuleDocument, frozen=True, forbid_unknown_fields=True):
    """A rule and the detectors that report under it."""

    detectors: tuple[str, ...] = ()


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `rulesets/secrets.yml`."""

    detectors_off: dict[str, str]
    rules: tuple[Document, ...]


class Hit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What leaves the worker of one secret: no value, and no hash that one could try values at."""

    detector: str
    detectors: tuple[str, ...]
    name: str
    length: int
    region: tuple[int, int, int, int]
    others: tuple[tuple[int, int, int, int], ...]
    checksum: bool | None
    """Whether the checksum that the value carries fits; None where its format has none."""
    weak: bool
    """Whether the value is a word or a name rather than drawn by chance."""
    same: str
    """Equal for equal values of one scan, by a key that the scan throws away."""


ALTERED = "altered"
"""The variant of a rule for a value whose own checksum does not fit."""


@cache
def catalogue() -> Mapping[str, Mapping[str, Rule]]:
    """The rule of each detector, its variants beside it; the rule itself under no name.

    Raises:
        RuleError: the file is damaged, or gives one detector to two rules.
    """
    document = _catalogue()
    found: dict[str, Mapping[str, Rule]] = {}
    for one in document.rules:
        by_variant = dict(zip(("", *one.variants), one.rules(), strict=True))
        of_its_form = (row.name for row in known.formats() if row.rule == one.id)
        for detector in (*one.detectors, *of_its_form):
            if detector in found or detector in document.detectors_off:
                raise RuleError(f"rulesets/secrets.yml: {detector} is named twice")
            found[detector] = by_variant
    return found


def all_rules() -> tuple[Rule, ...]:
    """Every rule once, by id."""
    found = {rule for by_variant in catalogue().values() for rule in by_variant.values()}
    return tuple(sorted(found, key=lambda rule: rule.id))


TEST, EXAMPLE, WEAK = "test", "example", "weak"
"""The variants for a value that a test or an example holds, and for one that is a word."""


def rule_of(hit: Hit, uri: str) -> Rule:
    """The rule that a hit in a file is reported under.

    Raises:
        EngineError: no rule names its detector.
    """
    by_variant = catalogue().get(hit.detector)
    if by_variant is None:
        raise EngineError(f"detect-secrets has a detector without a rule: {hit.detector}")
    holds = {
        ALTERED: hit.checksum is False,
        TEST: in_test(uri),
        EXAMPLE: is_example(uri),
        WEAK: hit.weak,
    }
    found = (by_variant[name] for name, it_does in holds.items() if it_does and name in by_variant)
    return next(found, by_variant[""])


def _checksum(hit: Hit) -> str:
    return ", its checksum is right" if hit.checksum else ""


def formats() -> tuple[Mapping[str, object], ...]:
    """The known formats that the worker looks for beside detect-secrets' plugins."""
    return tuple(
        {"name": r.name, "mark": r.mark, "rest": r.rest, "before": r.before, "drawn": r.drawn}
        for r in known.formats()
        if not r.plugin
    )


BY_FORM = "secret-key-by-form"
"""The rule of formats that a name tells more surely than they do."""


def weak_formats() -> tuple[str, ...]:
    """The formats that say less than a telling name beside the value."""
    return tuple(row.name for row in known.formats() if row.rule == BY_FORM)


@cache
def _catalogue() -> Catalogue:
    return rules.read_yaml("secrets.yml", Catalogue)
