"""The plain, frozen data that flows through the scan. Words are SARIF's (OASIS SARIF 2.1.0).

Nothing here does input or output, and nothing here imports another module of ours.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from scanner.model.place import Location, Region
from scanner.model.rule import Rule, Severity


class BaselineState(StrEnum):
    """SARIF section 3.27.24."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    ABSENT = "absent"


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
class Edit:
    """A text that stands for a region of the finding's file (SARIF section 3.57)."""

    region: Region
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines around a place, without what may be a secret."""

    first: int
    """The number of the first line."""
    begin: int
    """The lines from here to `end` are the place itself."""
    end: int
    lines: tuple[str, ...]


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
    """The lowest later release that fixes it, for a known vulnerability that has one."""
    package_file: Literal["", "manifest", "lock"] = ""
    """For a package: whether people or a tool wrote the file; empty for what a command installs."""
    members: tuple[str, ...] = ()
    """The other rules and advisories that this alert stands for."""
    changes: Comparison | None = None
    """For a changed component of Langflow's: what was changed."""
    anchor: str = ""
    """What it is known by inside its file, wherever that is."""
    fingerprint: str = ""
    flow_fingerprint: str = ""
    """What it is known by in a flow of that name, wherever that is; empty outside of flows."""
    line_hash: str = ""
    edit: Edit | None = None
    """The fix as a change of the file, where it is right for everyone."""
    excerpt: Excerpt | None = None
    """For people; in no file that machines compare."""
    baseline_state: BaselineState = BaselineState.NEW
    suppressions: tuple[Suppression, ...] = ()

    @property
    def severity(self) -> Severity:
        """The rule's: a rule whose findings differ in severity is two rules."""
        return self.rule.severity

    @property
    def span(self) -> Region:
        """The statement where one is known, else the place itself."""
        return self.statement or self.location.region
