"""A rule: what SARIF's `reportingDescriptor` says, and the scales it is graded on."""

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
