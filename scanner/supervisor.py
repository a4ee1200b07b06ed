"""Runs the engines in a process of their own, within time and memory; hands on what they finish.

Two of our engines work in process, and no thread can be stopped from outside: so the process is. A
crash there (a signal, a lack of memory) costs the engines that had not ended, never the report.
"""

import ctypes
import faulthandler
import os
import pickle
import selectors
import signal
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from scanner import process

WATCH_SECONDS = 0.2
"""Between two looks at the memory of all processes."""
_LENGTH = struct.Struct("<Q")
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


class TimeUp(Exception):
    """The deadline of the whole scan has come."""


class Interrupted(BaseException):
    """The user or the runner asked the scan to end."""


@dataclass
class Watch:
    """The bounds of a scan, and what they ended."""

    deadline: float
    """By `time.monotonic`."""
    max_bytes: int
    """Of all processes of the scan together."""
    stopped: list[str] = field(default_factory=list)
    """Programs that were ended because memory ran out."""
    reason: str = ""
    """Why the process of the engines ended before its work did; empty if it did not."""
    trace: str = ""
    """Where it was, if it crashed."""

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.monotonic()


Emit = Callable[[Any], None]


def run(work: Callable[[Emit], None], watch: Watch, tick: Callable[[], None]) -> Iterator[Any]:
    """What `work` emits in a forked process, as it comes; `watch` says how that ended.

    Where there is no fork, the work is done here, without bounds.
    """
    if sys.platform == "win32":
        done: list[Any] = []
        work(done.append)
        yield from done
        return
    before = {*_children().get(os.getpid(), ())}
    with tempfile.TemporaryFile() as trace:
        reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        _adopt_orphans()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _work(work, writer, trace.fileno(), watch.max_bytes)
        os.close(writer)
        patience = 0.0
        try:
            yield from _received(reader, pid, watch, tick)
            patience = 0.0 if watch.reason else 5.0
        finally:
            os.close(reader)
            status = _end(pid, before, patience)
        if not watch.reason and status:
            watch.reason = _reason(status)
            trace.seek(0)
            watch.trace = trace.read(100_000).decode("utf-8", "replace")


def _work(work: Callable[[Emit], None], writer: int, trace: int, max_bytes: int) -> NoReturn:
    """The forked process: its own group, so that Ctrl-C reaches only the one who asks it to end."""
    code = 70
    try:
        with suppress(PermissionError):  # it may lead a group already
            os.setpgid(0, 0)
        _ask_for_end_with_parent()
        signal.signal(signal.SIGTERM, _end_at_once)
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        faulthandler.enable(trace)
        _limit_memory(max_bytes)
        lock = threading.Lock()

        def emit(value: Any) -> None:
            data = pickle.dumps(value)
            with lock:
                _write(writer, _LENGTH.pack(len(data)) + data)

        work(emit)
        code = 0
    except BrokenPipeError:
        code = 1  # nobody listens any more
    except BaseException as error:  # noqa: BLE001 - whatever it is, this process must end here
        os.write(trace, f"{type(error).__name__}\n".encode())
    finally:
        process.kill_all()
        os._exit(code)


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _end_at_once(number: int, frame: FrameType | None) -> None:
    process.kill_all()
    os._exit(128 + number)


def _ask_for_end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _adopt_orphans() -> None:
    """A worker whose parent died becomes our child, so that it can be found and ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _limit_memory(max_bytes: int) -> None:
    """An allocation over the limit fails at once, instead of being seen by the watch later."""
    import resource  # not there on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = max_bytes if hard == resource.RLIM_INFINITY else min(max_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _received(reader: int, pid: int, watch: Watch, tick: Callable[[], None]) -> Iterator[Any]:
    """Each value that arrives, until the pipe closes or a bound is hit."""
    buffer = bytearray()
    looked = 0.0
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        while True:
            if watch.left <= 0:
                watch.reason = "the time of the scan was up"
                return
            if selector.select(min(0.1, max(0.0, watch.left))):
                chunk = os.read(reader, 1 << 20)
                if not chunk:
                    return
                buffer += chunk
                yield from _values(buffer)
            tick()
            if time.monotonic() - looked > WATCH_SECONDS:
                looked = time.monotonic()
                if _frees_memory(pid, watch):
                    return


def _values(buffer: bytearray) -> Iterator[Any]:
    """The whole values at the front of the buffer, which are taken out of it."""
    while len(buffer) >= _LENGTH.size:
        (length,) = _LENGTH.unpack_from(buffer)
        end = _LENGTH.size + length
        if len(buffer) < end:
            return
        yield pickle.loads(bytes(buffer[_LENGTH.size : end]))  # noqa: S301 - of our own process
        del buffer[:end]


def _frees_memory(pid: int, watch: Watch) -> bool:
    """Whether the process of the engines itself has to end; a worker that is larger ends first."""
    below = _below(pid)
    sizes = {one: _resident(one) for one in (os.getpid(), *below)}
    if sum(sizes.values()) <= watch.max_bytes:
        return False
    largest = max(below, key=lambda one: sizes.get(one, 0))
    megabytes = watch.max_bytes // 2**20
    if largest == pid:
        watch.reason = f"the scan needed more than {megabytes} MiB"
        return True
    watch.stopped.append(_name(largest))
    with suppress(ProcessLookupError):
        os.kill(largest, signal.SIGKILL)
    return False


def _children(*, ended: bool = False) -> dict[int, list[int]]:
    """The processes of the machine by their parents, with `ended` also those that nobody has waited
    for; empty where there is no `/proc`."""
    found: dict[int, list[int]] = {}
    if sys.platform != "linux":
        return found
    for name in os.listdir("/proc"):  # noqa: PTH208 - five times a second: paths cost most of it
        if not name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{name}/stat", "rb", 0) as stream:  # noqa: PTH123 - the same
                fields = stream.read(2048).rpartition(b")")[2].split(None, 2)
            if ended or fields[0] != b"Z":
                found.setdefault(int(fields[1]), []).append(int(name))
    return found


def _below(pid: int) -> list[int]:
    """A process and everything that it started."""
    children, found = _children(), [pid]
    for one in found:
        found += children.get(one, ())
    return found


def _resident(pid: int) -> int:
    try:
        pages = int(Path("/proc", str(pid), "statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _name(pid: int) -> str:
    """The program of a process, as far as its command line tells."""
    try:
        words = Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
    except OSError:
        return "a worker"
    names = [Path(os.fsdecode(word)).name for word in words if word.startswith(b"/")]
    return next((name for name in reversed(names) if name.endswith((".py", "semgrep"))), "a worker")


def _end(pid: int, before: set[int], patience: float) -> int:
    """The wait status of the process, ended after `patience` seconds with everything below it;
    then what lost its parents is ended too."""
    status, calm = None, time.monotonic() + patience
    until = calm + 2
    while time.monotonic() < until:
        if status is None:
            done, found = os.waitpid(pid, os.WNOHANG)
            status = found if done else None
        orphans = {*_children().get(os.getpid(), ())} - before - {pid}
        if status is not None and not orphans:
            break
        if status is not None or time.monotonic() >= calm:
            for one in [below for top in (pid, *orphans) for below in _below(top)]:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(one, signal.SIGKILL)
        time.sleep(0.005)
    for one in {*_children(ended=True).get(os.getpid(), ())} - before - {pid}:
        with suppress(ChildProcessError):
            os.waitpid(one, os.WNOHANG)
    return os.waitpid(pid, 0)[1] if status is None else status


def _reason(status: int) -> str:
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return f"the process of the engines was ended by {name}"
    return f"the process of the engines ended with code {os.WEXITSTATUS(status)}"


@contextmanager
def alarm(watch: Watch) -> Iterator[None]:
    """The deadline for what is done in this process.

    Raises:
        TimeUp: it came; also in the middle of a regular expression.
    """
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield  # signals reach the main thread only
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeUp

    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(0.01, watch.left))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@contextmanager
def temporary_folder() -> Iterator[None]:
    """One folder for all temporary files of a scan, so that one removal leaves nothing behind."""
    old = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="langflow-scan-", ignore_cleanup_errors=True) as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = old
