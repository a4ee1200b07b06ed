"""Runs a command and says what it cost: processor time of all its processes, wall, memory."""

import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SAMPLE_SECONDS = 0.05
"""Between two looks at the memory of the whole process tree."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    cpu: float
    """User and system seconds of the command and everything it waited for."""
    wall: float
    largest: float
    """MB of its largest process."""
    together: float
    """MB of all its processes at once; memory that they share counts in each."""


def run(command: Sequence[str | Path], cwd: Path) -> Cost:
    """Run a command to its end, whatever its exit code: a finding is a code too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    child = subprocess.Popen(  # noqa: S603 - our own command and the stock tools
        [str(word) for word in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    together, largest = 0.0, 0.0
    while child.poll() is None:
        sizes = _sizes(child.pid)
        together, largest = max(together, sum(sizes)), max(largest, *sizes, 0.0)
        time.sleep(SAMPLE_SECONDS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(cpu, time.monotonic() - started, largest, together)


def _environment() -> dict[str, str]:
    """The user's, off the network, and without what GitHub would make a scan do."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "INPUT_", "CI"))}
    kept |= {"LANGFLOW_SCAN_NO_CACHE": "1"}  # a scan that is measured is a cold one
    return kept | {"SEMGREP_ENABLE_VERSION_CHECK": "0", "PIP_NO_INDEX": "1"}


def _sizes(top: int) -> list[float]:
    """MB in memory of a process and of all below it."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue  # it has ended
            children.setdefault(int(fields[1]), []).append(int(folder.name))
            pages[int(folder.name)] = int(fields[21])
    found = [top]
    for one in found:
        found += children.get(one, ())
    return [pages.get(one, 0) * os.sysconf("SC_PAGE_SIZE") / 2**20 for one in found]


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        median(cost.cpu for cost in costs),
        median(cost.wall for cost in costs),
        median(cost.largest for cost in costs),
        median(cost.together for cost in costs),
    )
