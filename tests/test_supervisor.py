"""The process of the engines: what it finishes is delivered, whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner import process, supervisor
from scanner.supervisor import Emit, TimeUp, Watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and looks into /proc")


def ran(
    work: Callable[[Emit], None], seconds: float = 20.0, megabytes: int = 4000
) -> tuple[list[object], Watch]:
    watch = Watch(time.monotonic() + seconds, megabytes * 2**20)
    return list(supervisor.run(work, watch, lambda: None)), watch


def test_what_is_emitted_arrives_in_order() -> None:
    def work(emit: Emit) -> None:
        for number in range(1000):
            emit((number, "x" * number))

    found, watch = ran(work)
    assert found == [(number, "x" * number) for number in range(1000)]
    assert watch.reason == ""


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGSEGV), "ended by SIGSEGV"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "ended by SIGKILL"),
        (lambda: os._exit(9), "ended with code 9"),
        (lambda: sys.exit(f"{1 / 0}"), "ended with code 70"),
    ],
)
def test_a_crash_costs_what_was_not_finished(end: Callable[[], None], reason: str) -> None:
    def work(emit: Emit) -> None:
        emit("finished")
        end()
        emit("never")

    found, watch = ran(work)
    assert found == ["finished"]
    assert reason in watch.reason


def test_what_hangs_is_ended_at_the_deadline() -> None:
    def work(emit: Emit) -> None:
        emit("finished")
        time.sleep(60)

    started = time.monotonic()
    found, watch = ran(work, seconds=1.0)
    assert found == ["finished"]
    assert watch.reason == "the time of the scan was up"
    assert time.monotonic() - started < 5


def test_too_much_memory_at_once_fails_where_it_is_asked_for() -> None:
    def work(emit: Emit) -> None:
        try:
            emit(len("x" * 2**31))
        except MemoryError:
            emit("refused")

    assert ran(work, megabytes=1000)[0] == ["refused"]


def test_a_worker_that_takes_too_much_memory_is_ended_alone(tmp_path: Path) -> None:
    """In an interpreter of its own: this one's memory depends on the tests that ran before."""
    script = tmp_path / "greedy_worker.py"
    script.write_text("import time\nx = bytearray(b'x') * (400 * 2**20)\ntime.sleep(60)\n")
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from scanner import process, supervisor\n"
        "from scanner.supervisor import Watch\n"
        "script = sys.argv[1]\n"
        "def work(emit):\n"
        "    argv = process.python(script)\n"
        "    emit(process.run(argv, cwd=Path(script).parent, timeout=60).returncode)\n"
        "watch = Watch(time.monotonic() + 20, 425 * 2**20)\n"
        "print(list(supervisor.run(work, watch, lambda: None)), watch.stopped)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(script)], check=False, capture_output=True, text=True
    )
    assert done.stdout.strip() == f"[{-signal.SIGKILL}] ['greedy_worker.py']", done.stderr


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "endless_worker.py"
    script.write_text(
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )

    def work(emit: Emit) -> None:
        process.run(process.python(str(script)), cwd=tmp_path, timeout=60)

    ran(work, seconds=2.0)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_alarm_rings_in_the_middle_of_a_loop() -> None:
    def endless() -> None:
        with supervisor.alarm(Watch(time.monotonic() + 0.2, 0)):
            while True:
                pass

    with pytest.raises(TimeUp):
        endless()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_cancelled_scan_says_so_and_leaves_nothing(number: int, tmp_path: Path) -> None:
    root, temporary = tmp_path / "tree", tmp_path / "tmp"
    root.mkdir()
    temporary.mkdir()
    (root / "app.py").write_text("import os\nos.system(input())\n" * 3000)
    words = [sys.executable, "-m", "scanner", "scan", str(root), "--offline", "true"]
    words += ["--sarif-file", str(tmp_path / "out" / "a.sarif")]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as child:
        until = time.monotonic() + 20
        while not any(temporary.rglob("*.py")) and time.monotonic() < until:
            time.sleep(0.05)
        child.send_signal(number)
        asked = time.monotonic()
        _, said = child.communicate(timeout=20)
    assert time.monotonic() - asked < 3
    assert child.returncode == 3
    assert said.strip().splitlines()[-1].startswith("langflow-scan: interrupted")
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "out" / "a.sarif").exists()


def test_types_are_built_once_by_threads_that_race() -> None:
    """Two threads that convert to one type for the first time ended the interpreter (SIGSEGV)."""
    code = (
        "import sys, threading\n"
        "sys.setswitchinterval(1e-6)\n"
        "from scanner.engines import ENGINES\n"
        "ready = threading.Barrier(len(ENGINES))\n"
        "def work(engine):\n"
        "    ready.wait()\n"
        "    engine.rules()\n"
        "threads = [threading.Thread(target=work, args=(one,)) for one in ENGINES]\n"
        "[one.start() for one in threads]\n"
        "[one.join() for one in threads]\n"
    )
    for _ in range(6):
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", code],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
