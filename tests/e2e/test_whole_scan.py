"""The whole scan with the real engines, as its users start it: in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import scanner
from scanner import rules
from scanner.formats.positions import Lines
from tests.engines.planted import PLANTED

ROOT = Path(__file__).parents[2]
PACKAGE = Path(scanner.__file__).parent

pytestmark = pytest.mark.engines


@dataclass
class Scan:
    """What a scan left behind."""

    code: int
    out: str
    err: str
    folder: Path

    def sarif(self, *, full: bool = False) -> dict[str, Any]:
        name = "full/langflow-scan.full.sarif" if full else "result.sarif"
        document: dict[str, Any] = json.loads((self.folder / name).read_text("utf-8"))
        return document

    def kinds(self) -> list[str]:
        return [run["automationDetails"]["id"].split("/")[1] for run in self.sarif()["runs"]]

    def results(self) -> list[dict[str, Any]]:
        return [result for run in self.sarif()["runs"] for result in run["results"]]

    def everything(self) -> str:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return "\n".join([self.out, self.err, *(path.read_text("utf-8") for path in files)])


def command(root: Path) -> list[str]:
    words = ["scan", str(root), "--sarif-file", "result.sarif", "--output-dir", "full"]
    return [*words, "--formats", "json,markdown,full-sarif", "--verbose"]


def scan(root: Path, folder: Path, package: Path = PACKAGE) -> Scan:
    folder.mkdir(exist_ok=True)
    env = os.environ | {"PYTHONPATH": str(package.parent), "GITHUB_ACTIONS": "true"}
    env["GITHUB_STEP_SUMMARY"] = str(folder / "summary.md")
    words = [sys.executable, "-m", "scanner", *command(root)]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=600)
    return Scan(done.returncode, done.stdout, done.stderr, folder)


@pytest.fixture(scope="module")
def vulnerable(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return scan(ROOT / "examples" / "vulnerable", tmp_path_factory.mktemp("vulnerable"))


EXPECTED = {
    # rule: file, and what the reported region shows
    "LF-AUTH-001": (".env", "LANGFLOW_AUTO_LOGIN=true"),
    "LF-AUTH-004": (".env", "LANGFLOW_SUPERUSER_PASSWORD="),
    "LF-KEY-001": (".env", "LANGFLOW_SECRET_KEY="),
    "LF-KEY-002": ("Dockerfile", "LANGFLOW_SECRET_KEY="),
    "LF-SEC-001": (".env", "ANALYTICS_SECRET="),
    "LF-SEC-004": ("flows/support_assistant.json", '"'),
    "LF-DB-001": ("docker-compose.yml", "LANGFLOW_DATABASE_URL: "),
    "LF-NET-010-same-site-none": ("docker-compose.yml", "LANGFLOW_CORS_ORIGINS: "),
    "LF-DEP-001": ("Dockerfile", "langflowai/langflow:latest"),
    "LF-DEP-010-open": ("docker-compose.yml", '"7860:7860"'),
    "LF-VER-001": ("docker-compose.yml", "langflowai/langflow:1.8.2"),
    "LF-FLOW-001-anonymous": ("flows/support_assistant.json", '"PythonREPLComponent-'),
    "LF-FLOW-010": ("flows/support_assistant.json", '"PUBLIC"'),
}


def test_the_vulnerable_example_shows_every_rule_at_its_place(vulnerable: Scan) -> None:
    assert vulnerable.code == 1
    assert vulnerable.kinds() == ["dependencies", "secrets", "code", "langflow"]
    assert all(run["results"] for run in vulnerable.sarif()["runs"])
    found: dict[str, list[tuple[str, str]]] = {}
    for result in vulnerable.results():
        physical = result["locations"][0]["physicalLocation"]
        uri, region = physical["artifactLocation"]["uri"], physical["region"]
        lines = Lines((ROOT / "examples" / "vulnerable" / uri).read_text("utf-8"))
        start = lines.offset(region["startLine"], region["startColumn"])
        end = lines.offset(region["endLine"], region["endColumn"])
        found.setdefault(result["ruleId"], []).append((uri, lines.text[start:end]))
    for rule_id, (uri, text) in EXPECTED.items():
        places = found.get(rule_id, [])
        assert any(at == uri and shown.startswith(text) for at, shown in places), rule_id


def test_code_inside_a_flow_is_reported_where_it_stands(vulnerable: Scan) -> None:
    inside = [
        result
        for run in vulnerable.sarif()["runs"]
        if run["automationDetails"]["id"] == "langflow-scan/code/"
        for result in run["results"]
        if result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith(
            "flows/"
        )
    ]
    assert inside
    for result in inside:
        assert "of its code" in result["message"]["text"]


def test_the_hardened_example_passes(tmp_path: Path) -> None:
    done = scan(ROOT / "examples" / "hardened", tmp_path / "out")
    assert done.code == 0
    assert {result["level"] for result in done.results()} <= {"note"}


def installed(folder: Path) -> Path:
    """A copy of the scanner that a test may damage."""
    copy = folder / "installed" / "scanner"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(rules.rulesets(), copy / "rulesets", dirs_exist_ok=True)
    return copy


@pytest.mark.parametrize(
    ("path", "damage", "engine", "gone"),
    [
        pytest.param("semgrep", "remove", "semgrep", {"code", "secrets"}, id="no rules of semgrep"),
        pytest.param("bandit.yml", "truncate", "bandit", {"code"}, id="bandit's mapping truncated"),
        pytest.param(
            "advisories/advisories.jsonl.gz",
            "truncate",
            "pip-audit",
            {"dependencies"},
            id="advisories truncated",
        ),
        pytest.param(
            "langflow/LF-AUTH-001.yaml",
            "truncate",
            "langflow",
            {"langflow", "secrets", "dependencies"},
            id="a rule of ours truncated",
        ),
    ],
)
def test_damage_is_named_and_never_a_clean_result(
    path: str, damage: str, engine: str, gone: set[str], tmp_path: Path
) -> None:
    package = installed(tmp_path)
    target = package / "rulesets" / path
    if damage == "remove":
        shutil.rmtree(target)
    else:
        target.write_bytes(target.read_bytes()[:400])
    done = scan(ROOT / "examples" / "vulnerable", tmp_path / "out", package)
    assert done.code == 3
    assert {"dependencies", "secrets", "code", "langflow"} - set(done.kinds()) == gone
    for shown in (done.out, done.everything(), json.dumps(done.sarif(full=True))):
        assert f"{engine} did not finish" in shown


def test_semgrep_killed_in_mid_run(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    for number in range(60):
        lines = "\n".join(f"value_{n} = compute({n})" for n in range(100))
        (root / f"module_{number}.py").write_text(lines + "\n")
    killed: list[int] = []
    stop = threading.Event()

    def hunt() -> None:
        while not stop.is_set() and not killed:
            for entry in Path("/proc").iterdir():
                if not entry.name.isdigit() or not _program(entry).endswith("semgrep"):
                    continue
                if os.getpid() in _ancestors(int(entry.name)):
                    os.kill(int(entry.name), signal.SIGKILL)
                    killed.append(int(entry.name))
            time.sleep(0.02)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        done = scan(root, tmp_path / "out")
    finally:
        stop.set()
        hunter.join()
    assert killed
    assert done.code == 3
    assert "code" not in done.kinds()
    assert "semgrep did not finish" in done.out


def _program(entry: Path) -> str:
    """The name of the program that a process runs; empty when it has gone."""
    try:
        return (entry / "cmdline").read_bytes().split(b"\0")[0].decode().rpartition("/")[2]
    except OSError:
        return ""


def _ancestors(pid: int) -> set[int]:
    """The process ids above a process: a scan that this test started has ours among them."""
    found: set[int] = set()
    while pid > 1:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            break
        pid = int(status.partition("PPid:")[2].split()[0])
        found.add(pid)
    return found


HOSTILE = {
    "pip/__main__.py": "open({marker!r}, 'w')\n",
    "sitecustomize.py": "open({marker!r}, 'w')\n",
    "usercustomize.py": "open({marker!r}, 'w')\n",
    "setup.py": "open({marker!r}, 'w')\n",
    "conftest.py": "open({marker!r}, 'w')\n",
    "bandit/__init__.py": "open({marker!r}, 'w')\n",
    "semgrep/__init__.py": "open({marker!r}, 'w')\n",
    "packaging/__init__.py": "open({marker!r}, 'w')\n",
    "detect_secrets/__init__.py": "open({marker!r}, 'w')\n",
    "yaml/__init__.py": "open({marker!r}, 'w')\n",
    "scanner/__init__.py": "open({marker!r}, 'w')\n",
    ".bandit": "[bandit]\nexclude: /\nskips: B602\n",
    "bandit.yaml": "skips: [B602]\n",
    "pyproject.toml": "[tool.bandit]\nskips = ['B602']\n[build-system]\nbuild-backend = 'evil'\n",
    ".semgrepignore": "*\n",
    ".semgrep.yml": "rules: []\n",
    ".secrets.baseline": "{{}}\n",
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
    ".netrc": "machine 127.0.0.1\n",
    "requirements.txt": "-e .\n./evil\n",
    "app.py": (
        "import subprocess, sys\n"
        "subprocess.run(f'ls {{sys.argv[1]}}', shell=True)  # nosec  # nosemgrep\n"
    ),
}


def test_nothing_of_the_repository_is_executed_and_none_of_it_configures_us(tmp_path: Path) -> None:
    root, marker = tmp_path / "tree", tmp_path / "executed"
    for name, text in HOSTILE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.format(marker=str(marker)))
    done = scan(root, tmp_path / "out")
    assert not marker.exists()
    rules_found = {
        result["ruleId"]
        for result in done.results()
        if result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "app.py"
    }
    assert "py-subprocess-shell" in rules_found


def test_no_secret_is_in_any_output(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    (root / "flows").mkdir(parents=True)
    values = [value for name, (_, value) in PLANTED.items() if name != "Private Key"]
    lines = [around.format(value) for around, value in PLANTED.values()]
    fields = {
        f"field_{number}": {"password": True, "value": value, "name": f"field_{number}"}
        for number, value in enumerate(values)
    }
    component = {
        "id": "A-1",
        "type": "genericNode",
        "data": {"type": "A", "node": {"template": fields}},
    }
    flow = {"name": "f", "data": {"nodes": [component], "edges": []}}
    code = "".join(f"token_{n} = {value!r}\n" for n, value in enumerate(values))
    settings = "".join(f"SERVICE_{n}_API_KEY={value}\n" for n, value in enumerate(values))
    (root / "notes.txt").write_text("\n".join(lines))
    (root / "app.py").write_text(code)
    (root / ".env").write_text(f"LANGFLOW_AUTO_LOGIN=false\n{settings}")
    (root / "flows" / "a.json").write_text(json.dumps(flow, indent=1))
    done = scan(root, tmp_path / "out")
    assert done.code == 1
    assert len(done.results()) > 60
    assert len(values) > 20
    everything = done.everything()
    assert [value for value in values if value in everything] == []


def test_bad_files_are_named_and_the_rest_is_scanned(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    files = {
        "flow.json": b'{"data": {"nodes": [{"id": "a", ',
        "docker-compose.yml": b"services:\n" + b"  a: " + b"[" * 50_000,
        "broken.py": b"def f(:\n",
        "Dockerfile": b"FROM a\nRUN " + b"x" * 5_000_000,
        ".env": b"LANGFLOW_AUTO_LOGIN=true\n=broken\n",
        "latin.py": b"import os\nname = '\xe9'\nos.system('ls ' + name)\n",
        "image.png": b"\x89PNG\0\0",
    }
    for name, data in files.items():
        (root / name).write_bytes(data)
    done = scan(root, tmp_path / "out")
    assert done.code == 3
    named = {
        note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for run in done.sarif()["runs"]
        for note in run["invocations"][0]["toolExecutionNotifications"]
        if note["level"] == "warning"
    }
    assert named == {"flow.json", "docker-compose.yml", "broken.py", "Dockerfile", ".env"}
    found = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in done.results()
    }
    assert {".env", "latin.py"} <= found
    assert done.kinds() == ["dependencies", "secrets", "code", "langflow"], (
        "a bad file costs no kind"
    )
