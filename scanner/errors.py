"""Everything that can go wrong, as types that say where, what and what to do."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the CI job. 3 beats 1: an incomplete scan is never a verdict."""

    PASS = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3


class ScannerError(Exception):
    """The root of our errors: a sentence for the user and a hint that says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """`message` names the place and the fault; `hint` is shown on a line of its own."""
        super().__init__(message)
        self.hint = hint


class ConfigError(ScannerError):
    """An option, a configuration key or a path that cannot be used. Exit code 2."""


class OutputError(ScannerError):
    """A result file that could not be written. Exit code 2; the findings are still printed."""


class ScanCut(ScannerError):
    """The scan hit a bound before there was a report. Exit code 3."""


class RuleError(ScannerError):
    """One of our own rule files is missing or does not say what it must."""


class ReadError(ScannerError):
    """Text that does not parse; `line` (1-based) when the parser knows it."""

    def __init__(self, message: str, *, line: int | None = None, hint: str = "") -> None:
        """`message` does not name the file: whoever opened it adds that."""
        super().__init__(message, hint=hint)
        self.line = line


class EngineError(ScannerError):
    """An engine that is missing, crashed, hung or printed nonsense: its run is `failed`."""

    def __init__(
        self,
        message: str,
        *,
        returncode: int | None = None,
        stderr_tail: str = "",
        hint: str = "",
    ) -> None:
        """`stderr_tail` is shown with `--verbose` only: it may hold text of the repository."""
        super().__init__(message, hint=hint)
        self.returncode = returncode
        self.stderr_tail = stderr_tail


class NothingToScan(Exception):
    """An engine found no file of its kind: its run is `skipped`, with this reason."""
