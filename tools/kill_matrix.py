"""Ends each process of a scan with each signal at five moments: `python -m tools.kill_matrix`.

A scan of `examples/vulnerable` is watched once to learn when each of its processes lives. Then, for
each of them, SIGINT, SIGTERM, SIGHUP and SIGKILL are sent at five parts of it, one scan each.
What must hold: the exit code is 3, or the report is the one of an undisturbed scan, byte for byte;
no process is alive three seconds later; nothing is left in the temporary folder; and a report that
stands under its name is whole. SIGKILL to the scan itself may leave its temporary folder: nobody is
left to remove it. Takes about ten minutes; Linux only.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1]
MOMENTS = (0.02, 0.25, 0.5, 0.75, 0.95)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
SCAN, ENGINES = "scan", "engines"
NAMES = ("bandit_worker", "detect_secrets_worker", "pip_audit_worker", "semgrep")
ORPHAN_SECONDS = 3.0
INTERRUPTED = 3


@dataclass(frozen=True)
class Life:
    """When a process of a scan was there, in seconds after the start."""

    first: float
    last: float


def main() -> int:
    """Run the matrix and print each cell that fails; 1 where any does."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        lives, whole = _watched(place)
        cells = failed = 0
        for name in (SCAN, ENGINES, *NAMES):
            if name not in lives:
                print(f"{name}: never seen, nothing was tried")
                failed += 1
                continue
            for number in SIGNALS:
                for moment in MOMENTS:
                    cells += 1
                    for wrong in _tried(place / f"{cells}", name, number, moment, lives, whole):
                        failed += 1
                        print(f"{name} {number.name} at {moment:.0%}: {wrong}", flush=True)
    print(f"{cells} scans disturbed, {failed} things wrong")
    return 1 if failed else 0


def _started(place: Path) -> "subprocess.Popen[bytes]":
    (place / "tmp").mkdir(parents=True)
    words = [sys.executable, "-m", "scanner", "scan", "examples/vulnerable", "--offline", "true"]
    words += ["--sarif-file", str(place / "out.sarif")]
    environment = os.environ | {"TMPDIR": str(place / "tmp")}
    return subprocess.Popen(  # noqa: S603 - our own command
        words,
        cwd=HERE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )


def _watched(place: Path) -> tuple[dict[str, Life], bytes]:
    """The lives of all processes of an undisturbed scan, and its report."""
    lives: dict[str, Life] = {}
    began = time.monotonic()
    with _started(place / "whole") as child:
        while child.poll() is None:
            now = time.monotonic() - began
            for name, _ in _processes(place / "whole", child.pid):
                lives[name] = Life(lives[name].first if name in lives else now, now)
            time.sleep(0.01)
    return lives, (place / "whole" / "out.sarif").read_bytes()


def _tried(
    place: Path,
    name: str,
    number: signal.Signals,
    moment: float,
    lives: dict[str, Life],
    whole: bytes,
) -> Iterator[str]:
    """What is wrong after one signal."""
    wait = (lives[name].last - lives[name].first) * moment
    with _started(place) as child:
        found = _found(place, name, child)
        time.sleep(wait)
        if found and child.poll() is None:
            try:
                os.kill(found, number)
            except ProcessLookupError:
                found = 0  # it had just ended: the scan was not disturbed
        try:
            code = child.wait(60)
        except subprocess.TimeoutExpired:
            child.kill()
            yield "the scan never ended"
            return
    yield from _wrong(place, code, number if name == SCAN else None, whole)


def _wrong(place: Path, code: int, sent: signal.Signals | None, whole: bytes) -> Iterator[str]:
    """`sent` is the signal that the scan itself got."""
    is_killed = sent == signal.SIGKILL
    report = place / "out.sarif"
    written = report.read_bytes() if report.exists() else b""
    # Python needs a moment before it listens to signals; until then they end it, as any program.
    ended_at_once = sent is not None and code == -sent and not written
    if not (ended_at_once or code == INTERRUPTED or written == whole):
        yield f"exit code {code} with another report"
    if written and "runs" not in json.loads(written):
        yield "a report that is not whole"
    until = time.monotonic() + ORPHAN_SECONDS
    while (left := [*_processes(place, 0)]) and time.monotonic() < until:
        time.sleep(0.05)
    if left:
        yield f"still there: {', '.join(sorted(one for one, _ in left))}"
    if not is_killed and (kept := [one.name for one in (place / "tmp").iterdir()]):
        yield f"left behind: {', '.join(kept)}"


def _found(place: Path, name: str, child: "subprocess.Popen[bytes]") -> int:
    """The number of the process, as soon as it is there; 0 if the scan ended first."""
    while child.poll() is None:
        for other, pid in _processes(place, child.pid):
            if other == name:
                return pid
        time.sleep(0.002)
    return 0


def _processes(place: Path, scan: int) -> Iterator[tuple[str, int]]:
    """The processes whose temporary folder is ours, by what they are."""
    mine = f"TMPDIR={place / 'tmp'}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            surroundings = (entry / "environ").read_bytes()
            words = (entry / "cmdline").read_bytes() + bytes((entry / "exe").readlink())
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue  # it has just ended, or is somebody else's
        if mine not in surroundings or state == "Z":
            continue
        pid = int(entry.name)
        yield _name(words, is_scan=pid == scan), pid


def _name(words: bytes, *, is_scan: bool) -> str:
    known = (name for name in NAMES if name.encode() in words)
    return next(known, SCAN if is_scan else ENGINES)


if __name__ == "__main__":
    sys.exit(main())
