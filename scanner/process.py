"""The only place that starts a child process.

A child never sees the scanned repository as its working directory, its environment is built from
nothing, its output and its time are capped, and its whole process group dies with it.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import EngineError

OUTPUT_CAP = 256 * 1024 * 1024
"""Bytes of stdout that are kept; more is a failure, not a truncation."""
STDERR_TAIL = 4000

LAUNCHER = Path(__file__).parent / "launcher.py"

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR")
_RUNNING: set[int] = set()
"""The leaders of the process groups that run now."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What a child left behind."""

    returncode: int
    stdout: bytes
    stderr_tail: str


def python(*arguments: str) -> list[str]:
    """The argv of an isolated Python: no user site, no `PYTHON*` variables, no cwd on the path.

    `arguments` begin with a script, or with `-m` and a module. The program ends with this process.
    """
    return [sys.executable, "-I", "-X", "utf8", str(LAUNCHER), str(os.getpid()), *arguments]


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """A scrubbed environment with `home` as the place for caches and settings files."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    fixed = {
        # semgrep asks `uname` for the system, and ends without it.
        "PATH": os.pathsep.join(filter(None, (kept.get("PATH"), os.defpath))),
        "HOME": str(home),
        "TMPDIR": tempfile.gettempdir(),
        "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "NO_COLOR": "1",
    }
    return kept | fixed | dict(extra or {})


def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    timeout: float,
    stdin: bytes = b"",
    extra_env: Mapping[str, str] | None = None,
) -> Completed:
    """Run `argv` in `cwd` (an empty folder of ours) and wait at most `timeout` seconds.

    Raises:
        EngineError: the program is missing, took too long, or printed more than `OUTPUT_CAP`.
            Any exit code is returned: what it means is the caller's to say.
    """
    name = Path(argv[0]).name
    try:
        child = subprocess.Popen(  # noqa: S603 - a list, never a shell
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment(cwd, extra_env),
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError(
            f"{name} could not be started: {error.strerror}",
            hint="reinstall langflow-scan: it brings its engines with it",
        ) from error
    _RUNNING.add(child.pid)
    with child:
        try:
            stdout, stderr = _exchange(child, stdin, time.monotonic() + timeout)
        except TimeoutError:
            raise EngineError(
                f"{name} did not finish within {timeout:.0f} seconds and was stopped",
                hint="exclude large generated files, or scan a smaller path",
            ) from None
        except OverflowError:
            raise EngineError(
                f"{name} printed more than {OUTPUT_CAP // 2**20} MiB and was stopped",
                hint="scan a smaller path",
            ) from None
        finally:
            _kill_group(child)
    tail = stderr[-STDERR_TAIL:].decode("utf-8", "replace")
    return Completed(child.returncode, stdout, tail)


def _exchange(
    child: "subprocess.Popen[bytes]", stdin: bytes, deadline: float
) -> tuple[bytes, bytes]:
    """Feed stdin and read both pipes without blocking on either, within the caps."""
    assert child.stdin is not None  # noqa: S101 - all three are PIPE
    assert child.stdout is not None  # noqa: S101
    assert child.stderr is not None  # noqa: S101
    out, err, left = bytearray(), bytearray(), memoryview(stdin)
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, out)
        selector.register(child.stderr, selectors.EVENT_READ, err)
        if left:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE)
        else:
            child.stdin.close()
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready and time.monotonic() >= deadline:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    left = _feed(child, left)
                    if not left:
                        selector.unregister(child.stdin)
                        child.stdin.close()
                    continue
                chunk = os.read(key.fd, 1 << 16)
                if not chunk:
                    selector.unregister(key.fileobj)
                key.data.extend(chunk)
                if key.data is err:
                    del err[:-STDERR_TAIL]
                if len(out) > OUTPUT_CAP:
                    raise OverflowError
    try:
        child.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return bytes(out), bytes(err)


def _feed(child: "subprocess.Popen[bytes]", left: memoryview) -> memoryview:
    """Write what the pipe takes; a child that closed its stdin gets no more."""
    assert child.stdin  # noqa: S101
    try:
        return left[os.write(child.stdin.fileno(), left[: 1 << 16]) :]
    except BlockingIOError:
        return left
    except BrokenPipeError:
        return left[len(left) :]


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """Leave no grandchild behind."""
    with contextlib.suppress(ProcessLookupError):  # the whole group has ended already
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    _RUNNING.discard(child.pid)


def kill_all() -> None:
    """End every group that runs now; for a process that is about to end itself."""
    for leader in tuple(_RUNNING):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
