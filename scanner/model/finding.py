"""The plain, frozen data that flows through the scan. Words are SARIF's (OASIS SARIF 2.1.0).

Nothing here does input or output, and nothing here imports another module of ours.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What a finding is about; one SARIF run and one code-scanning category each.

    The kind follows the nature of the defect, whoever found it: a committed value is `secrets`,
    a version is `dependencies`, a defect in Python is `code` (inside a flow too), a setting, a
    deployment or a flow graph is `langflow`.
    """

    DEPENDENCIES = "dependencies"
    SECRETS = "secrets"
    CODE = "code"
    LANGFLOW = "langflow"


class Severity(IntEnum):
    """GitHub's bands over `security-severity`; ordered, so that they compare."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def of(cls, score: float) -> "Severity":
        """The band of a CVSS-like score: over 9.0 critical, 7.0 high, 4.0 medium, 0.1 low."""
        bands = ((9.0, cls.CRITICAL), (6.9, cls.HIGH), (3.9, cls.MEDIUM), (0.0, cls.LOW))
        return next((band for over, band in bands if round(score, 1) > over), cls.NONE)


class Level(StrEnum):
    """SARIF levels, of results and of notifications."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Precision(StrEnum):
    """How often a rule is right; GitHub's four words. Ordered by `rank`."""

    VERY_HIGH = "very-high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for low to 3 for very-high."""
        return [Precision.LOW, Precision.MEDIUM, Precision.HIGH, Precision.VERY_HIGH].index(self)


class Status(StrEnum):
    """How an engine's run ended."""

    OK = "ok"
    SKIPPED = "skipped"
    FAILED = "failed"


class Verdict(StrEnum):
    """The one word the scan ends with."""

    PASS = "pass"  # noqa: S105 - the word of the verdict
    FAIL = "fail"
    INCOMPLETE = "incomplete"


class BaselineState(StrEnum):
    """SARIF section 3.27.24."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A stretch of a text file: 1-based lines and columns, `end_column` exclusive.

    Columns count Unicode code points (SARIF `columnKind: unicodeCodePoints`).
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the scanned tree."""

    uri: str
    """POSIX path relative to the scanned root, not percent-encoded."""
    region: Region
    logical_name: str = ""
    """What the place is called in its own terms: a setting, a node of a flow, a package URL."""
    message: str = ""
    """Why this place is named, for a related location."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing we look for. Its text is fixed: nothing of a finding is ever put into it."""

    id: str
    """Stable for ever; no `/` (SARIF 3.49.3 reads that as a hierarchy)."""
    name: str
    """kebab-case."""
    kind: Kind
    short_description: str
    help_markdown: str
    security_severity: float
    """0.1 to 10.0, GitHub's scale."""
    precision: Precision
    cwe: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    """Further tags, such as `owasp-llm-01`; `security` and the CWE tags are derived."""
    help_uri: str = ""

    @property
    def severity(self) -> Severity:
        """The band of the score."""
        return Severity.of(self.security_severity)

    @property
    def level(self) -> Level:
        """SARIF's level: error from high on, warning from medium on, else note."""
        if self.severity >= Severity.HIGH:
            return Level.ERROR
        return Level.WARNING if self.severity >= Severity.MEDIUM else Level.NOTE


@dataclass(frozen=True, slots=True, order=True)
class Detection:
    """Who found it, under which rule id of its own: `bandit`, `B602`."""

    engine: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding does not count (SARIF section 3.35)."""

    kind: str
    """`external` (configuration, baseline) or `inSource` (a comment)."""
    justification: str


class LineKind(StrEnum):
    """What a line of a comparison is."""

    SAME = "same"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of a component's code beside the official source, or official lines that it lacks."""

    kind: LineKind
    number: int
    """1-based: in the component's code, of `missing` the first one in the official source."""
    last: int
    """The last one of `missing`; else the number."""
    text: str = ""
    """The code of the repository without what may be a secret; nothing is shown of `missing`."""
    region: Region | None = None
    """Where the file has it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a component's code differs from the official source that it is nearest to."""

    source: str
    """The source's file."""
    release: str
    similarity: float
    """0 to 1."""
    added: int
    missing: int
    lines: tuple[ComparedLine, ...]
    """The changes with some lines around each; none where the code is too long to compare."""
    left_out: int = 0
    """Changed lines that are counted and not shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect at one place. `merge` adds the identity, `policy` the state."""

    rule: Rule
    message: str
    """One sentence first. Never a secret's value; text of the repository goes through `quote`."""
    location: Location
    detections: tuple[Detection, ...]
    related: tuple[Location, ...] = ()
    aliases: frozenset[str] = frozenset()
    """Other names for the same defect (advisory aliases): an ignore by any of them counts."""
    statement: Region | None = None
    """The whole statement, where that is more than `location.region`; merging compares it."""
    path: tuple[Location, ...] = ()
    """The steps from a source to a sink, for SARIF's `codeFlows`."""
    fix: str = ""
    """What to write instead, in the file's own syntax, where that is known for certain."""
    fixed_in: str = ""
    """The lowest later release that mends it, for a known vulnerability that has one."""
    changes: Comparison | None = None
    """For a changed component of Langflow's: what was changed."""
    fingerprint: str = ""
    line_hash: str = ""
    baseline_state: BaselineState = BaselineState.NEW
    suppressions: tuple[Suppression, ...] = ()

    @property
    def severity(self) -> Severity:
        """The rule's: a rule whose findings differ in severity is two rules."""
        return self.rule.severity


@dataclass(frozen=True, slots=True)
class KnownVulnerability:
    """One that a component has, as far as the bill of materials tells it."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    score: float | None
    """CVSS, or None where none is published."""
    cwe: tuple[int, ...]
    url: str
    fixed_in: str = ""
    absent: bool = False
    """Whether an advisory names the version while the code is in a part that is past it."""


@dataclass(frozen=True, slots=True)
class Component:
    """A package at an exact version that the tree names, for the bill of materials."""

    name: str
    """Canonical (PEP 503)."""
    version: str
    location: Location
    vulnerabilities: tuple[KnownVulnerability, ...] = ()
    requires: tuple[str, ...] = ()
    """Names of what it asks for, where a lock says so; they are locked in the same file."""


@dataclass(frozen=True, slots=True, order=True)
class Guarded:
    """A place where a guard lowered or kept back what a rule would have reported."""

    rule_id: str
    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Notification:
    """Something to know about the scan itself (SARIF section 3.58).

    `error`: an engine did not finish. `warning`: something was not looked at, so the scan is
    incomplete. `note`: worth knowing, nothing was missed.
    """

    level: Level
    id: str
    """kebab-case name of what happened: `file-not-parsed`, `file-too-large`."""
    message: str
    """What was not looked at, why, and what to do; names the file."""
    uri: str = ""
    line: int | None = None
