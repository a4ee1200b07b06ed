"""Whatever an engine does, it is seen: failed, skipped or ok, never silently empty."""

import errno
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner import process
from scanner.engines import ENGINES
from scanner.engines.base import Outcome
from scanner.errors import EngineError, NothingToScan, RuleError
from scanner.model.note import Notification, Status
from scanner.model.report import EngineRun
from scanner.model.rule import Kind, Level, Rule
from scanner.pipeline import attempt, scan
from scanner.settings import Settings
from scanner.tree.source import Tree
from tests.making import finding

TREE = Tree(Path("/"), ())
MISSED = Notification(Level.WARNING, "file-not-parsed", "a.py was not looked at", "a.py")


class Fake:
    """An engine that does what it is told."""

    name = "fake"
    distribution = "pytest"
    information_uri = "https://example.com"
    kinds = frozenset({Kind.CODE})
    per_file = True

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = outcomes

    def rules(self) -> tuple[Rule, ...]:
        return ()

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        for outcome in self.outcomes:
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome


class Damaged(Fake):
    """An engine whose own rules cannot be read."""

    def rules(self) -> tuple[Rule, ...]:
        raise RuleError("rulesets/fake.yml cannot be read", hint="reinstall")


def attempted(engine: Fake) -> EngineRun:
    heard: list[EngineRun] = []
    run = attempt(engine, TREE, Settings(path=Path("/")), heard.append)
    assert heard == [run]
    return run


@pytest.mark.parametrize(
    ("engine", "status", "reason"),
    [
        pytest.param(Fake(), Status.OK, "", id="nothing found"),
        pytest.param(Fake(NothingToScan("no file")), Status.SKIPPED, "no file", id="nothing to do"),
        pytest.param(Fake(EngineError("it hung")), Status.FAILED, "it hung", id="an error"),
        pytest.param(
            Damaged(), Status.FAILED, "rulesets/fake.yml cannot be read", id="its rules are damaged"
        ),
        pytest.param(
            Fake(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
            Status.FAILED,
            "the machine refused a file or a process: No space left on device",
            id="a full disk",
        ),
        pytest.param(
            Fake(ZeroDivisionError()),
            Status.FAILED,
            "internal error: ZeroDivisionError",
            id="a bug",
        ),
    ],
)
def test_how_a_run_ends(engine: Fake, status: Status, reason: str) -> None:
    run = attempted(engine)
    assert (run.status, run.reason) == (status, reason)


def test_a_failure_after_findings_gives_none_of_them() -> None:
    run = attempted(Fake(finding(), MISSED, EngineError("it died", stderr_tail="Traceback")))
    assert run.findings == ()
    assert run.detail == "Traceback"
    assert [n.id for n in run.notifications] == ["file-not-parsed", "engine-failed"]


def test_findings_and_notifications_are_kept_apart() -> None:
    run = attempted(Fake(finding(), MISSED))
    assert (run.findings, run.notifications) == ((finding(),), (MISSED,))
    assert run.version == pytest.__version__


def test_every_kind_has_an_engine_and_every_engine_a_version() -> None:
    assert frozenset().union(*(engine.kinds for engine in ENGINES)) == frozenset(Kind)


def test_a_scan_of_nothing_is_incomplete(tmp_path: Path) -> None:
    report = scan(Settings(path=tmp_path))
    assert report.verdict == "incomplete"
    assert [n.id for n in report.notifications] == ["nothing-to-scan"]
    assert {run.status for run in report.runs} == {Status.SKIPPED}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("flow.json", '{"nodes": [], "edges": [], "template": ', Kind.CODE),
        ("compose.yml", "services:\n  a: [langflow\n", Kind.DEPENDENCIES),
    ],
)
def test_what_is_damaged_is_named_whatever_kind_was_asked_for(
    name: str, text: str, kind: Kind, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    report = scan(Settings(path=tmp_path, scanners=(kind,)))
    assert report.verdict == "incomplete"
    assert [note.uri for run in report.runs for note in run.notifications] == [name]


PYTHON = [sys.executable, "-I", "-c"]


def test_a_child_finds_the_programs_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """semgrep ends without `uname`, and minimal containers have no PATH at all."""
    code = "import os; print(os.environ['PATH'])"
    for given, seen in (("/opt/x", f"/opt/x{os.pathsep}{os.defpath}"), ("", os.defpath)):
        monkeypatch.setenv("PATH", given)
        done = process.run([*PYTHON, code], cwd=tmp_path, timeout=60)
        assert done.stdout.decode().strip() == seen


def test_a_child_gets_its_input_and_none_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "not for children")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    code = "import os, sys; print(sorted(os.environ), os.getcwd()); print(sys.stdin.read())"
    done = process.run([*PYTHON, code], cwd=tmp_path, timeout=60, stdin=b"x" * 300_000)
    shown = done.stdout.decode()
    assert "GITHUB_TOKEN" not in shown
    assert "PYTHONPATH" not in shown
    assert str(tmp_path) in shown
    assert shown.count("x" * 300_000) == 1


def test_a_child_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('pid', 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    with pytest.raises(EngineError, match="did not finish within 2 seconds"):
        process.run([*PYTHON, code], cwd=tmp_path, timeout=2)
    grandchild = int((tmp_path / "pid").read_text())
    for _ in range(100):
        try:
            os.kill(grandchild, 0)
        except ProcessLookupError:
            break
        state = Path(f"/proc/{grandchild}/stat")
        if state.exists() and state.read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the grandchild is still running")


def test_a_child_that_prints_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "OUTPUT_CAP", 100_000)
    with pytest.raises(EngineError, match="printed more than"):
        process.run([*PYTHON, "while True: print('x' * 1000)"], cwd=tmp_path, timeout=60)


def test_a_program_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="could not be started") as caught:
        process.run(["/nowhere/semgrep"], cwd=tmp_path, timeout=5)
    assert caught.value.hint


def test_a_killed_child_is_told_by_its_code(tmp_path: Path) -> None:
    code = "import os, signal, sys; sys.stderr.write('last words'); sys.stderr.flush(); "
    code += "os.kill(os.getpid(), signal.SIGKILL)"
    done = process.run([*PYTHON, code], cwd=tmp_path, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert done.stderr_tail == "last words"
