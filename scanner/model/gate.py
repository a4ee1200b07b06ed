"""What fails a scan, and what the verdict was decided by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.model.note import Verdict
from scanner.model.rule import Kind, Severity


@dataclass(frozen=True, slots=True)
class FailOn:
    """The lowest severity that fails: of every kind, and of kinds that have their own."""

    default: Severity = Severity.HIGH
    kinds: Mapping[Kind, Severity] = field(default_factory=dict)

    def of(self, kind: Kind) -> Severity:
        """The threshold of a kind; `NONE` where nothing of it fails."""
        return self.kinds.get(kind, self.default)

    def is_met(self, kind: Kind, severity: Severity) -> bool:
        """Whether a finding of that kind and severity fails the scan."""
        threshold = self.of(kind)
        return threshold is not Severity.NONE and severity >= threshold

    def entry(self, kind: Kind) -> str:
        """The part of the policy that a kind is judged by: `high`, `dependencies=critical`."""
        own = f"{kind}=" if kind in self.kinds else ""
        return f"{own}{self.of(kind).name.lower()}"

    def __str__(self) -> str:
        """As on the command line: `high,dependencies=critical`."""
        kinds = [self.entry(kind) for kind in Kind if kind in self.kinds]
        return ",".join((self.default.name.lower(), *kinds))


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, the rule of the policy that decided it, and everything that speaks for it."""

    verdict: Verdict
    rule: str
    """As the user would write it: `fail-on: dependencies=critical`, `allow-incomplete: true`."""
    reasons: tuple[str, ...]
