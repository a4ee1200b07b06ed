"""What the user asked for: command-line options over the configuration file over the defaults."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scanner.model import Kind, Precision, Severity

Profile = Literal["internet", "internal", "dev", "audit"]
Offline = Literal["auto", "true", "false"]


@dataclass(frozen=True, slots=True)
class Ignore:
    """One accepted finding: every field that is given must match."""

    id: str
    """Our rule id, an engine's own (`B602`), or any alias of an advisory."""
    reason: str
    path: str = ""
    """A glob over the POSIX path; empty for every file."""
    node: str = ""
    """Part of the logical name, such as a flow's node id."""
    expires: datetime.date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What the configuration changes of one rule."""

    enabled: bool = True
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One scan, fully decided. Field names are the action's inputs."""

    path: Path
    """The root of the scanned tree, absolute and resolved."""
    scanners: tuple[Kind, ...] = tuple(Kind)
    fail_on: Severity = Severity.HIGH
    min_severity: Severity = Severity.NONE
    min_confidence: Precision = Precision.LOW
    profile: Profile = "internet"
    exclude: tuple[str, ...] = ()
    offline: Offline = "auto"
    advisory_db: Path | None = None
    allow_incomplete: bool = False
    jobs: int = 2
    timeout: float = 900.0
    """Seconds each engine may take."""
    ignore: tuple[Ignore, ...] = ()
    rules: dict[str, RuleChange] = field(default_factory=dict)
    allow_public_flows: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()
    today: datetime.date = field(default_factory=datetime.date.today)
    """The day against which `expires` and the age of advisory data are judged."""
