"""What a scan says of itself: how engines ended, what was not looked at, what guards held back."""

from dataclasses import dataclass
from enum import StrEnum

from scanner.model.place import Location
from scanner.model.rule import Level


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
    incomplete, unless it is `partly`. `note`: worth knowing, nothing was missed.
    """

    level: Level
    id: str
    """kebab-case name of what happened: `file-not-parsed`, `file-too-large`."""
    message: str
    """What was not looked at, why, and what to do; names the file."""
    uri: str = ""
    line: int | None = None
    partly: bool = False
    """Of a warning: it is named everywhere and changes the verdict only when the user is strict.
    For what one of several engines could not read, what no reader understands, and what a user
    can do nothing about."""
    files: int = 0
    """How many files of the tree nobody looked at, for this reason."""

    @property
    def ends_gate(self) -> bool:
        """Whether it makes the scan incomplete, however lenient the user is."""
        return self.level is not Level.NOTE and not self.partly


@dataclass(frozen=True, slots=True)
class Reading:
    """Files that an engine has read to the end."""

    uris: frozenset[str]
