"""A repository that would run its own code in whoever scans it: nothing of it ever runs."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import scanner

pytestmark = pytest.mark.engines

PACKAGE = Path(scanner.__file__).parent
SHADOWED = (
    "bandit",
    "semgrep",
    "packaging",
    "pip",
    "pip_api",
    "pip_audit",
    "detect_secrets",
    "requests",
    "yaml",
    "msgspec",
    "json",
    "scanner",
)
ALONE = ("sitecustomize", "usercustomize", "conftest", "noxfile", "tasks", "setup", "_backend")


@contextmanager
def index() -> Iterator[tuple[str, list[str]]]:
    """A package index of the repository's choice; who asks it is written down."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hostile(root: Path, markers: Path, address: str) -> None:
    """Every way we know to have code of the scanned folder run, each with a marker of its own."""

    def write(name: str, text: str) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def program(name: str) -> str:
        mark = str(markers / name.replace("/", "-"))
        return f"import os\nopen({mark!r}, 'w').close()\n"

    for package in SHADOWED:
        for part in ("__init__", "__main__"):
            write(f"{package}/{part}.py", program(f"{package}-{part}"))
    for module in ALONE:
        write(f"{module}.py", program(module))
    shell = f"#!/bin/sh\ntouch {markers}/"
    for name in ("fsmonitor", "hook", "git", "python", "pip", "semgrep", "askpass"):
        write(f"bin/{name}", f"{shell}{name}\n")
        (root / "bin" / name).chmod(0o755)
    build = '[build-system]\nrequires = []\nbuild-backend = "_backend"\nbackend-path = ["."]\n'
    write(
        "pyproject.toml", f'{build}[project]\nname = "x"\ndynamic = ["version", "dependencies"]\n'
    )
    write("setup.cfg", "[metadata]\nname = x\nversion = attr: _backend.version\n")
    write("pip.conf", f"[global]\nindex-url = {address}/simple\n")
    write(".config/pip/pip.conf", f"[global]\nindex-url = {address}/simple\n")
    write("uv.toml", f'index-url = "{address}/uv"\n')
    write(".netrc", "machine 127.0.0.1 login x password " + "y" * 12 + "\n")
    write(".bandit", f"[bandit]\nplugins = {root}/bin\nexclude = *\n")
    write(".semgrep.yml", "rules: []\n")
    write(".semgrepignore", "*\n")
    write(".secrets.baseline", "{}")
    write(".gitattributes", "* filter=evil diff=evil\n")
    config = f"""\
[core]
\trepositoryformatversion = 0
\tfsmonitor = {root}/bin/fsmonitor
\thooksPath = {root}/bin
\taskPass = {root}/bin/askpass
\tsshCommand = {root}/bin/hook
[filter "evil"]
\tclean = {root}/bin/hook
\tsmudge = {root}/bin/hook
[diff "evil"]
\ttextconv = {root}/bin/hook
"""
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    write(".git/config", config)
    write(".gitconfig", config)
    requirements = f"""\
--index-url {address}/simple
-r nested/more.txt
-e .
./pip
own @ file:.
made @ {address}/made-1.tar.gz
requests==2.19.0
"""
    write("requirements.txt", requirements)
    write("nested/more.txt", "-r ../../../../etc/passwd\njinja2==2.4\n")
    write("app.py", "import subprocess\nsubprocess.call(input(), shell=True)\n")


def test_nothing_of_it_runs_and_everything_of_it_is_found(tmp_path: Path) -> None:
    root, markers, out = (tmp_path / name for name in ("repository", "markers", "out"))
    for folder in (root, markers, out):
        folder.mkdir()
    start = f"import sys; sys.path.append({str(PACKAGE.parent)!r}); "
    start += "from scanner.cli import main_exit; main_exit()"
    words = [sys.executable, "-I", "-c", start, "scan", ".", "--sarif-file", str(out / "r.sarif")]
    words += ["--formats", "json,cyclonedx", "--output-dir", str(out)]
    with index() as (address, asked):
        hostile(root, markers, address)
        env = os.environ | {"HOME": str(root), "XDG_CONFIG_HOME": str(root / ".config")}
        done = subprocess.run(words, cwd=root, env=env, capture_output=True, timeout=300)
    assert [path.name for path in markers.iterdir()] == []
    assert asked == []
    report = json.loads((out / "langflow-scan.json").read_text())
    failed = [one for one in report["engines"] if one["status"] == "failed"]
    assert failed == [], done.stderr.decode()
    found = {(one["location"]["uri"], one["location"]["startLine"]) for one in report["findings"]}
    assert {("requirements.txt", 7), ("nested/more.txt", 2), ("app.py", 2)} <= found
    assert report["verdict"] == "incomplete", "what could not be audited is not passed over"
    assert done.returncode == 3
    subprocess.run([sys.executable, "-m", "pip"], cwd=root, capture_output=True, check=False)
    assert (markers / "pip-__main__").exists(), "the traps work: who starts pip here runs them"
