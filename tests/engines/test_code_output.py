"""Output of bandit and semgrep that cannot be trusted is an error, never an empty result."""

import json
import sys
from pathlib import Path

import pytest

from scanner.code.rules import SemgrepRules, semgrep_rules
from scanner.code.units import CodeUnit, Place
from scanner.engines.bandit import engine as bandit
from scanner.engines.semgrep import engine as semgrep
from scanner.errors import EngineError
from scanner.formats.python_ import PythonText
from scanner.model.rule import Level
from scanner.process import Completed

UNITS = {"file-000000.py": CodeUnit("file-000000.py", "x = 1\n", (Place("src/a.py"),))}
SCANNED = {"scanned": ["/tmp/x/code/file-000000.py"]}  # noqa: S108 - a path in a report
RULE = {"id": "py-x", "languages": ["python"], "severity": "ERROR", "message": "m"}


def _done(output: object, code: int = 0) -> Completed:
    text = output if isinstance(output, str) else json.dumps(output)
    return Completed(code, text.encode(), "the end of stderr")


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (_done("", 1), "ended with code 1"),
        (_done("", -9), "ended with code -9"),
        (_done("Traceback (most recent call last)"), "did not print the report"),
        (_done({"results": []}), "did not print the report"),
        (_done({"results": [], "errors": [], "metrics": {}}), "passed over 1 files"),
        (
            _done({"results": [], "errors": [], "metrics": {"./file-000001.py": {}}}),
            "first src/a.py",
        ),
    ],
    ids=["failed", "killed", "no JSON", "no report", "nothing seen", "another file"],
)
def test_bandit_is_believed_only_with_a_whole_report(done: Completed, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        bandit.parse(done, UNITS)


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (_done("", 2), "ended with code 2"),
        (_done("", 7), "ended with code 7"),
        (_done("", -9), "ended with code -9"),
        (_done("nonsense"), "did not print the report"),
        (_done({"results": []}), "did not print the report"),
        (_done({"results": [], "errors": [], "paths": {"scanned": []}}), "passed over 1 files"),
        (
            _done({"results": [], "errors": [], "paths": SCANNED, "skipped_rules": [{}]}),
            "could not use all rules",
        ),
    ],
    ids=["failed", "rules", "killed", "no JSON", "no report", "nothing seen", "rule skipped"],
)
def test_semgrep_is_believed_only_with_a_whole_report(done: Completed, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        semgrep.check(semgrep.parse(done), UNITS)


def _rules(*patterns: str) -> SemgrepRules:
    rules = [{**RULE, "id": f"py-{at}", "pattern": text} for at, text in enumerate(patterns)]
    return SemgrepRules({}, {}, json.dumps({"rules": rules}).encode())


def _staged(folder: Path) -> Path:
    staged = folder / "code"
    staged.mkdir()
    (staged / "file-000000.py").write_text("exec(x)\n", "utf-8")
    return staged


@pytest.mark.engines
def test_a_rule_that_semgrep_refuses_is_an_error_and_named(tmp_path: Path) -> None:
    output = semgrep.scan(_staged(tmp_path), _rules("exec(...)", "exec((("), 60)
    assert len(output.results) == 1
    with pytest.raises(EngineError, match="py-1"):
        semgrep.check(output, UNITS)


@pytest.mark.engines
def test_rules_that_are_no_rules_are_an_error(tmp_path: Path) -> None:
    rules = SemgrepRules({}, {}, b"{}")
    with pytest.raises(EngineError):
        semgrep.check(semgrep.scan(_staged(tmp_path), rules, 60), UNITS)


@pytest.mark.engines
def test_what_the_native_command_does_not_report_the_stock_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = semgrep.command

    def broken(config: Path, staged: Path, *, native: bool) -> list[str]:
        return front(config, staged, native=native) + (["--no-such-option"] if native else [])

    monkeypatch.setattr(semgrep, "command", broken)
    output = semgrep.scan(_staged(tmp_path), _rules("exec(...)"), 120)
    semgrep.check(output, UNITS)
    assert len(output.results) == 1


def test_a_missing_semgrep_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(EngineError, match="semgrep is missing"):
        semgrep.scan(_staged(tmp_path), semgrep_rules(), 60)


def test_a_timeout_on_one_file_is_a_warning_that_names_it() -> None:
    problem = {"type": "Timeout", "level": "warn", "rule_id": "py-x", "path": "c/file-000000.py"}
    output = semgrep.parse(_done({"results": [], "errors": [problem], "paths": SCANNED}))
    semgrep.check(output, UNITS)
    texts = {"file-000000.py": PythonText("x = 1\n")}
    (note,) = semgrep._not_looked_at(output, UNITS, texts)
    assert "src/a.py was not analysed to the end by semgrep (Timeout)" in str(note)


LEFT_OUT = [{"start": {"line": 3, "col": 5}, "end": {"line": 3, "col": 9}}]
MOST = [{"start": {"line": 1, "col": 1}, "end": {"line": 3, "col": 9}}]


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        (["PartialParsing", LEFT_OUT], Level.NOTE, "does not know at line 3: its rules looked at"),
        (["PartialParsing", MOST], Level.WARNING, "so its rules did not look at the file"),
        ("Syntax error", Level.WARNING, "so its rules did not look at the file"),
        ("Other syntax error", Level.WARNING, "respell or exclude it"),
    ],
    ids=["a part", "most", "nothing", "nothing, otherwise said"],
)
def test_valid_python_that_semgrep_does_not_know(
    kind: str | list[object], level: Level, words: str
) -> None:
    problem = {"type": kind, "level": "warn", "path": "c/file-000000.py"}
    output = semgrep.parse(_done({"results": [], "errors": [problem], "paths": SCANNED}))
    (note,) = semgrep._not_looked_at(
        output,
        UNITS,
        {"file-000000.py": PythonText("import a\n\nx = yyyy\n" + "z = 1\n" * 9)}
        if level is Level.NOTE
        else {"file-000000.py": PythonText("import a\n\nx = yyyy\n")},
    )
    assert getattr(note, "level", None) is level
    assert words in str(note)
    invalid = {"file-000000.py": PythonText("x = = 1\n")}
    assert not list(semgrep._not_looked_at(output, UNITS, invalid))


def test_data_flow_that_was_cut_short_is_a_note_that_names_the_file() -> None:
    gave_up = {"location": {"path": "c/file-000000.py"}}
    report = {
        "results": [],
        "errors": [],
        "paths": SCANNED,
        "time": {"fixpoint_timeouts": [gave_up]},
    }
    output = semgrep.parse(_done(report))
    texts = {"file-000000.py": PythonText("x = 1\n")}
    (note,) = semgrep._not_looked_at(output, UNITS, texts)
    assert "src/a.py holds a function so large" in str(note)
    assert getattr(note, "level", None) is Level.NOTE


def test_a_check_of_bandit_that_failed_is_a_warning_that_names_the_file() -> None:
    output = bandit.Output((), (), {})
    stderr = "Bandit internal error running: exec_used on file code/file-000000.py at line 3: x"
    (note,) = bandit._not_looked_at(output, stderr, UNITS)
    assert "src/a.py made a check of bandit fail" in str(note)
