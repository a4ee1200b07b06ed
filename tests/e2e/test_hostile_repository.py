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
from tests.e2e.hostile_tree import write_tree

pytestmark = pytest.mark.engines

PACKAGE = Path(scanner.__file__).parent


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


def test_nothing_of_it_runs_and_everything_of_it_is_found(tmp_path: Path) -> None:
    root, markers, out = (tmp_path / name for name in ("repository", "markers", "out"))
    for folder in (root, markers, out):
        folder.mkdir()
    start = f"import sys; sys.path.append({str(PACKAGE.parent)!r}); "
    start += "from scanner.__main__ import main_exit; main_exit()"
    words = [sys.executable, "-I", "-c", start, "scan", ".", "--sarif-file", str(out / "r.sarif")]
    words += ["--formats", "json,html,cyclonedx", "--output-dir", str(out)]
    with index() as (address, asked):
        write_tree(root, markers, address)
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
