"""What every command says and writes where something goes wrong."""

import os
import sys
import traceback
from contextlib import suppress

from scanner.errors import ScannerError


def silence_stdout() -> None:
    """What is still to be written goes nowhere, so that the interpreter's end does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(error: ScannerError, *, verbose: bool) -> None:
    """Say on stderr what went wrong and what to do; with `verbose` the traceback too."""
    from scanner.findings.redaction import without_credentials  # nothing that goes well needs it
    from scanner.render.words import inert

    lines = [f"langflow-scan: {' '.join(str(error).split())}"]
    lines += [f"  {error.hint}"] if error.hint else []
    lines += ["".join(traceback.format_exception(error))] if verbose else []
    lines = [inert(without_credentials(line)) for line in lines]
    with suppress(OSError):  # where nobody can read it, the exit code says it
        sys.stderr.write("\n".join(lines) + "\n")
