"""What bandit and semgrep have in common: positions, flows, hostile repositories, failures."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.code.units import code_units
from scanner.engines.bandit.engine import Bandit
from scanner.engines.base import Engine, Outcome
from scanner.engines.semgrep.engine import Semgrep
from scanner.errors import EngineError, NothingToScan
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.rule import Kind, Level
from scanner.settings import Settings
from scanner.tree.kinds import classify
from scanner.tree.source import Source, Tree

pytestmark = pytest.mark.engines
BOTH = pytest.mark.parametrize("engine", [Bandit(), Semgrep()], ids=lambda engine: engine.name)
BAD = "import requests\n\nrequests.get(url, verify=False, timeout=5)\n"
CODE = (
    "from lfx.custom import Component\n\nclass É(Component):\n    def run(self):\n"
    '        x = "é\\t"; return eval(self.text)\n'
)


def _tree(files: dict[str, str]) -> Tree:
    sources = (
        Source(uri, classify(uri, text.encode()), text.encode()) for uri, text in files.items()
    )
    return Tree(Path("/nowhere"), tuple(sources))


def _run(engine: Engine, files: dict[str, str]) -> list[Outcome]:
    return list(engine.run(_tree(files), Settings(Path("/nowhere"), timeout=120)))


def _findings(outcomes: list[Outcome]) -> list[Finding]:
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


def _notes(outcomes: list[Outcome]) -> list[Notification]:
    return [outcome for outcome in outcomes if isinstance(outcome, Notification)]


def _flow(*codes: str | list[str], escaped: bool = True) -> str:
    nodes = [
        {
            "id": f"Mine-{number}",
            "type": "genericNode",
            "data": {
                "id": f"Mine-{number}",
                "type": "Mine",
                "node": {
                    "display_name": "Mine",
                    "template": {"code": {"type": "code", "value": code}},
                },
            },
        }
        for number, code in enumerate(codes)
    ]
    flow = {"name": "f", "data": {"nodes": nodes, "edges": []}}
    return json.dumps(flow, indent=1, ensure_ascii=escaped)


def _shown(finding: Finding, text: str) -> str:
    """The text of the file that the region covers."""
    region = finding.location.region
    lines = text.split("\n")[region.start_line - 1 : region.end_line]
    lines[-1] = lines[-1][: region.end_column - 1]
    lines[0] = lines[0][region.start_column - 1 :]
    return "\n".join(lines)


@BOTH
def test_no_python_is_nothing_to_scan(engine: Engine) -> None:
    with pytest.raises(NothingToScan, match="no Python file"):
        _run(engine, {"README.md": "exec(x)", "empty.json": "{}"})


@BOTH
def test_both_name_the_same_defect_alike(engine: Engine) -> None:
    (finding,) = _findings(_run(engine, {"a/client.py": BAD}))
    assert finding.rule.id == "py-tls-unverified"
    assert finding.location.uri == "a/client.py"
    assert _shown(finding, BAD) == "requests.get(url, verify=False, timeout=5)"
    assert finding.detections[0].engine == engine.name


@BOTH
@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "plain"])
def test_code_of_a_flow_is_found_at_its_place_in_the_json(engine: Engine, escaped: bool) -> None:
    flow = _flow("x = 1\n", CODE, escaped=escaped)
    (finding,) = _findings(_run(engine, {"flow.json": flow}))
    assert finding.location.uri == "flow.json"
    assert finding.location.logical_name == "Mine-1.code"
    assert _shown(finding, flow).startswith(("eval(self.text)", "self.text"))
    assert 'component "Mine" (Mine-1), field code, line 5' in finding.message


@BOTH
def test_code_kept_as_a_list_of_lines_is_found_on_its_line(engine: Engine) -> None:
    flow = _flow(CODE.split("\n"))
    (finding,) = _findings(_run(engine, {"flow.json": flow}))
    assert _shown(finding, flow) in ("eval(self.text)", "self.text")


@BOTH
def test_the_same_code_in_two_flows_is_found_in_both_and_said_once_a_file(engine: Engine) -> None:
    found = _findings(_run(engine, {"a.json": _flow(CODE, CODE), "b.json": _flow(CODE)}))
    assert sorted(finding.location.uri for finding in found) == ["a.json", "b.json"]
    assert [len(finding.related) for finding in found] == [1, 0]


@BOTH
def test_nothing_in_the_repository_switches_a_check_off(engine: Engine) -> None:
    marked = (
        "import requests\nrequests.get(url, verify=False, timeout=5)  # nosec # nosemgrep # noqa\n"
    )
    files = {
        "docs/client.py": marked,
        "node_modules/x.py": marked,
        "x.min.py": marked,
        ".semgrepignore": "*\n",
        ".bandit": "[bandit]\nskips: B501\nexclude: /\n",
        "pyproject.toml": "[tool.bandit]\nskips = ['B501']\n",
        "setup.cfg": "[bandit]\nskips = B501\n",
        "semgrep/__init__.py": "raise SystemExit(0)\n",
        "bandit/__init__.py": "raise SystemExit(0)\n",
    }
    found = _findings(_run(engine, files))
    uris = ["docs/client.py", "node_modules/x.py", "x.min.py"]
    assert sorted(finding.location.uri for finding in found) == uris


@BOTH
def test_files_of_every_odd_kind_are_accounted_for(engine: Engine) -> None:
    files = {
        "empty.py": "",
        "blank.py": "\n\n",
        "wide.py": "x = 1 # " + "a" * 50_000 + "\n",
        "surrogate.py": "x = '\\ud800'\n" + BAD,
        "carriage.py": BAD.replace("\n", "\r\n"),
        "-rf.py": BAD,
        "a b\n.py": BAD,
    }
    outcomes = _run(engine, files)
    assert not _notes(outcomes)
    assert len(_findings(outcomes)) == 4


def test_a_file_that_does_not_parse_is_named_once_and_the_rest_is_scanned() -> None:
    files = {
        "bad.py": "def (:\n",
        "flow.json": _flow("def ("),
        "good.py": BAD,
        "deep.py": "-" * 99_999 + "1",
    }
    by_bandit, by_semgrep = _run(Bandit(), files), _run(Semgrep(), files)
    assert [finding.location.uri for finding in _findings(by_bandit)] == ["good.py"]
    assert [finding.location.uri for finding in _findings(by_semgrep)] == ["good.py"]
    notes = _notes(by_bandit)
    assert {note.level for note in notes} == {Level.WARNING}
    assert {note.id for note in notes} == {"python-not-parsed"}
    assert sorted(note.uri for note in notes) == ["bad.py", "deep.py", "flow.json"]
    assert any('component "Mine" (Mine-0)' in note.message for note in notes)
    assert not [note for note in _notes(by_semgrep) if note.uri in ("bad.py", "flow.json")]


MODERN = {
    "match": 'match c:\n  case {"a": x, **rest} if (y := x): pass\n  case {a.b: [1, *_]}: pass\n',
    "soft words": "match = case = type = 1\nprint(match, type)\nprint >> case\n",
    "exception groups": "try:\n    pass\nexcept* (A, B) as e:\n    pass\n",
    "walrus": "if (n := f(a := 1)) > 1: {y := n}\n",
    "positional only": "def f(a, /, b, *, c): pass\ng = lambda x, /, *y: x\n",
    "stars": "a[1, *b]\ndef f(*args: *Ts): return 1, *args\nfor x in *a, *b: pass\n",
    "raw f-string": 'match c:\n    case {a.b: _}: x = rf"\\d{c}{{2}}"\n',
    "with": "with (open(a) as b, open(c) as d,):\n    pass\n",
    "f-string": 'x = f"{a!r:>{b}}{c=}{d:%Y-%m}{{}}"\n',
    "decorator": "@(x := y)[0].f\ndef f(): ...\n",
    "form feed": "import a\n\x0c\nclass A:\n\x0c    x = 1\n",
    "byte order mark": "\ufeffx = 1\n",
    "carriage returns": "x = 1\ry = 2\r",
    "long": "".join(f"def f{n}(x):\n    return x + {n}\n" for n in range(400)),
}
NEWER = {
    "type statement": "type X = int\ntype Y[T: (A, B)] = list[T]\n",
    "type parameters": "def f[T, *Ts, **P](x: T) -> T: ...\nclass A[T](B): ...\n",
    "nested quotes": 'x = f"{a["b"]}{f"{"c"}"}{\'\\n\'.join(d)}"\n',
}


@BOTH
def test_valid_python_is_looked_at_whole(engine: Engine) -> None:
    texts = MODERN | (NEWER if sys.version_info >= (3, 12) else {})
    files = {
        f"{number}.py": text + ("" if "\r" in text else BAD)
        for number, text in enumerate(texts.values())
    }
    outcomes = _run(engine, files)
    assert not _notes(outcomes)
    assert len(_findings(outcomes)) == len(files) - 1


def test_semgrep_reads_what_is_newer_than_the_interpreter() -> None:
    outcomes = _run(Semgrep(), {f"{n}.py": text + BAD for n, text in enumerate(NEWER.values())})
    assert not _notes(outcomes)
    assert len(_findings(outcomes)) == len(NEWER)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="PEP 696 is of Python 3.13")
def test_a_part_that_semgrep_cannot_read_is_a_note() -> None:
    outcomes = _run(Semgrep(), {"a.py": BAD + "class A[T = int]: ...\n"})
    (note,) = _notes(outcomes)
    assert (note.level, note.line, note.id) == (Level.NOTE, 4, "code-analysed-in-part")
    assert len(_findings(outcomes)) == 1


@pytest.mark.parametrize(
    ("uri", "code", "level", "words"),
    [
        ("a.py", "import b\nx = (\n", Level.WARNING, "(line 2); correct or exclude it"),
        ("a.py", 'print "a"\n', Level.WARNING, "it looks like Python 2"),
        ("a.py", "\nfrom {{ cookiecutter.x }} import y\n", Level.WARNING, "like a template"),
        ("{{ cookiecutter.x }}/a.py", "from {{ a }} import b\n", Level.NOTE, "like a template"),
        ("templates/a.py", "{% if a %}\nimport os\n{% endif %}\n", Level.NOTE, "template"),
        ("tests/data/bad.py", "def (:\n", Level.NOTE, "(line 1)"),
        ("src/fixtures/bad.py", "def (:\n", Level.NOTE, "(line 1)"),
    ],
    ids=["broken", "Python 2", "template", "cookiecutter", "templates", "tests", "fixtures"],
)
def test_what_is_no_python_is_named_with_its_line_and_what_to_do(
    uri: str, code: str, level: Level, words: str
) -> None:
    (note,) = _notes(_run(Bandit(), {uri: code}))
    assert (note.level, note.uri, note.id) == (level, uri, "python-not-parsed")
    assert words in note.message
    assert not _notes(_run(Semgrep(), {uri: code}))


def test_regions_of_bandit_are_those_of_the_call() -> None:
    code = (
        'import subprocess\nx = "é"; subprocess.run(\n    "é" + command,\n    shell=True,\n)\n'
        "def f(c, x):\n    c.execute(\n        'select a from b where c = %s'\n        % x)\n"
    )
    shown = {
        finding.rule.id: _shown(finding, code)
        for finding in _findings(_run(Bandit(), {"a.py": code}))
    }
    assert shown["py-subprocess-shell"] == 'subprocess.run(\n    "é" + command,\n    shell=True,\n)'
    assert shown["py-sql-built"].startswith("'select a")


def test_tests_are_held_to_fewer_checks() -> None:
    code = "import requests\nrequests.get(url)\neval(x)\n"
    found = _findings(_run(Bandit(), {"tests/test_a.py": code, "a.py": code}))
    at = sorted((finding.location.uri, finding.rule.id) for finding in found)
    assert ("a.py", "py-request-without-timeout") in at
    assert ("tests/test_a.py", "py-request-without-timeout") not in at
    assert ("tests/test_a.py", "py-exec") in at


@BOTH
def test_sql_of_parts_of_the_file_is_no_finding(engine: Engine) -> None:
    code = "def _fill(part):\n    op.execute(f'UPDATE t SET a = {part} WHERE b')\n\n"
    found = _findings(_run(engine, {"fixed.py": f"{code}_fill('c')", "open.py": f"{code}_fill(c)"}))
    assert [finding.location.uri for finding in found] == ["open.py"]


@BOTH
def test_no_message_quotes_the_code(engine: Engine) -> None:
    value = "hunter" + "2" * 12
    query = f'select * from t where p = "{value}" and n = '  # noqa: S608 - never executed
    code = (
        "import os, subprocess\n"
        f"password = '{value}'\n"
        f"key = os.getenv('LANGFLOW_SECRET_KEY', '{value}')\n"
        f"subprocess.run('login {value} ' + name, shell=True)\n"
        f"cursor.execute(f'{query}{{name}}')\n"
    )
    outcomes = _run(engine, {"a.py": code})
    assert len(_findings(outcomes)) >= 2
    assert value not in repr(outcomes)


def test_a_built_in_secret_is_of_the_kind_secrets() -> None:
    code = "import os\nkey = os.getenv('LANGFLOW_SECRET_KEY', 'not' + '-' + 'x')\n"
    code = code.replace("'not' + '-' + 'x'", repr("made" + "-up-value"))
    (finding,) = _findings(_run(Semgrep(), {"a.py": code}))
    assert finding.rule.kind is Kind.SECRETS


@BOTH
def test_two_runs_are_equal(engine: Engine) -> None:
    files = {"a.py": BAD + CODE, "b.py": BAD, "flow.json": _flow(CODE, BAD)}
    assert _run(engine, files) == _run(engine, files)


@BOTH
def test_an_engine_that_hangs_is_an_error(engine: Engine) -> None:
    with pytest.raises(EngineError, match="did not finish within"):
        list(engine.run(_tree({"a.py": BAD}), Settings(Path("/nowhere"), timeout=0.01)))


def _children(parent: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8")
            except OSError:
                continue  # it has ended
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                yield int(entry.name)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the child in /proc")
@BOTH
def test_an_engine_that_is_killed_is_an_error(engine: Engine) -> None:
    before = {*_children(os.getpid())}
    ended = threading.Event()

    def kill_first() -> None:
        while not ended.is_set():
            for child in {*_children(os.getpid())} - before:
                os.kill(child, signal.SIGKILL)
                return
            time.sleep(0.005)

    killer = threading.Thread(target=kill_first)
    killer.start()
    try:
        with pytest.raises(EngineError, match="ended with code -9"):
            _run(engine, {"a.py": BAD * 200})
    finally:
        ended.set()
        killer.join()


def test_a_file_that_is_too_large_for_semgrep_is_named() -> None:
    outcomes = _run(Semgrep(), {"large.py": "x = 1\n" * 200_000, "a.py": BAD})
    (note,) = _notes(outcomes)
    assert (note.level, note.uri) == (Level.WARNING, "large.py")
    assert len(_findings(outcomes)) == 1


def test_staged_names_are_of_our_making() -> None:
    units = code_units(_tree({"../evil.py": BAD, "flow.json": _flow(BAD)}))
    assert [unit.name[:5] for unit in units] == ["file-", "flow-"]


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("source = _SOURCES.get(name, '')\nexec(source, module.__dict__)\n", 0),
        ("source = SOURCES[name]\nexec(source)\n", 0),
        ("source = sources.get(name)\nexec(source)\n", 1),
        ("source = read(name)\nexec(source)\n", 1),
    ],
)
def test_source_in_a_table_of_constants_is_nobody_elses(code: str, count: int) -> None:
    found = _findings(_run(Bandit(), {"a.py": code}))
    assert [one.rule.id for one in found] == ["py-exec"] * count
