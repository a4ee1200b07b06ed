"""The command: one of its words, run to its end; whatever ends it, one message and an exit code."""

import argparse
import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from scanner.command_line import parse
from scanner.console import complain, silence_stdout
from scanner.errors import ExitCode, ScanCut, ScannerError
from scanner.supervisor import Interrupted

if TYPE_CHECKING:  # loaded by the commands that need them
    from scanner.model.report import Report
    from scanner.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What a scan left behind, for the action."""

    code: ExitCode
    report: "Report | None" = None
    settings: "Settings | None" = None


def flushed(code: int) -> int:
    """The exit code, once all that was printed has left: where that fails, the report is not
    whole, and the interpreter would end with a code of its own."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        silence_stdout()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        return ExitCode.USAGE
    return code


def prepare() -> None:
    """What a process that does nothing but scan does first."""
    gc.disable()  # a scan makes trees of millions of nodes and no cycles, and then it ends
    faulthandler.enable()
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """End the scan from wherever it is; a second signal does not disturb the cleaning up."""
    for each in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted(signal.Signals(number).name)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is an `ExitCode`."""
    arguments = parse(argv)
    return run(arguments).code


def run(arguments: argparse.Namespace) -> Outcome:
    """Run a parsed command; whatever ends it, ends in one message and an exit code of ours.

    A crash must not look like findings (1): the traceback is shown with `--verbose` only.
    """
    verbose = arguments.verbose
    try:
        return _command(arguments)
    except ScanCut as error:
        complain(error, verbose=verbose)
        return Outcome(ExitCode.INCOMPLETE)
    except ScannerError as error:
        complain(error, verbose=verbose)
        return Outcome(ExitCode.USAGE)
    except BrokenPipeError:  # whoever read us has gone; the files are written by then
        silence_stdout()
        return Outcome(ExitCode.USAGE)
    except (Interrupted, KeyboardInterrupt) as error:
        complain(ScanCut(f"interrupted {error}".strip()), verbose=False)
        return Outcome(ExitCode.INCOMPLETE)
    except Exception as error:  # noqa: BLE001 - the last place that can say so in a sentence
        words = f"the scan ended with an internal error: {type(error).__name__}"
        hint = "run again with --verbose and report the traceback"
        failure = ScanCut(words, hint=hint)
        failure.__cause__ = error
        complain(failure, verbose=verbose)
        return Outcome(ExitCode.INCOMPLETE)


def _command(arguments: argparse.Namespace) -> Outcome:
    """What a command does; each loads what it needs, and only a scan loads the engines' code."""
    if arguments.command in ("explain", "rules"):
        from scanner.commands import listing

        is_one = arguments.command == "explain"
        return Outcome(listing.explain(arguments.rule) if is_one else listing.list_rules())
    from scanner.commands import scans

    match arguments.command:
        case "baseline":
            return Outcome(scans.baseline(arguments))
        case "init":
            return Outcome(scans.begin(arguments))
        case "doctor":
            return Outcome(scans.diagnose(arguments))
        case "fix":
            return Outcome(scans.repair(arguments))
        case "diff":
            return Outcome(scans.diff(arguments))
    return Outcome(*scans.scan_folder(arguments))
