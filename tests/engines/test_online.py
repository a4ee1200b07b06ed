"""pip-audit's online services against a service on this machine: no test reaches another."""

import dataclasses
import datetime
import io
import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from scanner import configuration
from scanner import settings as scanner_settings
from scanner.engines.base import Outcome
from scanner.engines.pip_audit.engine import PipAudit
from scanner.engines.pip_audit.online_worker import Asking
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.package import Package
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.engines import loopback

TODAY = datetime.date(2026, 11, 23)
ROUGH = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2026-99999"],
    "summary": "Made up for a test",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    "affected": [
        {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]},
        {
            "package": {"ecosystem": "PyPI", "name": "flask"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "3"}, {"fixed": "3.2.0"}]}],
        },
    ],
}


def run(root: Path, text: str, **changes: Any) -> list[Outcome]:
    (root / "requirements.txt").write_text(text)
    decided = dataclasses.replace(Settings(path=root.resolve(), today=TODAY), **changes)
    outcomes = PipAudit().run(collect(decided), decided)
    return [one for one in outcomes if not isinstance(one, Package)]


def notes(outcomes: list[Outcome]) -> dict[str, Notification]:
    return {one.id: one for one in outcomes if isinstance(one, Notification)}


@pytest.mark.parametrize("offline", ["auto", "false"])
def test_what_only_the_source_knows_is_reported_and_said(tmp_path: Path, offline: str) -> None:
    text = "flask==3.1.3\njinja2==2.4\n"
    with loopback.serving({"flask": [ROUGH]}) as address:
        outcomes = run(tmp_path, text, offline=offline, osv_url=address)
    found = {one.rule.id: one for one in outcomes if isinstance(one, Finding)}
    online = found["CVE-2026-99999"]
    assert online.message.startswith(
        "flask 3.1.3 has 1 known vulnerability: upgrade to 3.2.0. CVE-2026-99999: Made up"
    )
    assert online.rule.security_severity == 9.8
    assert len(found) == 2, "what the bundled data knows stays"
    said = notes(outcomes)["online-asked"]
    assert said.level is Level.NOTE
    assert "OSV answered for 2 of 2 packages" in said.message
    assert "GHSA-aaaa-bbbb-cccc" in said.message


def test_a_source_that_answers_makes_old_data_no_gap(tmp_path: Path) -> None:
    late = TODAY + datetime.timedelta(days=400)
    assert "advisory-data-stale" in notes(run(tmp_path, "flask==3.1.3\n", today=late))
    with loopback.serving({}) as address:
        outcomes = run(tmp_path, "flask==3.1.3\n", today=late, offline="auto", osv_url=address)
    assert "advisory-data-stale" not in notes(outcomes)


def closed() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1/query"


def test_nobody_answers(tmp_path: Path) -> None:
    quiet = run(tmp_path, "flask==3.1.3\n", offline="auto", osv_url=closed())
    assert set(notes(quiet)) == {"advisory-data-old"}
    demanded = run(tmp_path, "flask==3.1.3\n", offline="false", osv_url=closed())
    note = notes(demanded)["online-not-asked"]
    assert note.level is Level.WARNING
    assert "no online advisory source answered (ConnectionError)" in note.message


def test_a_source_that_hangs_costs_little(tmp_path: Path) -> None:
    text = "".join(f"package-{n}==1\n" for n in range(100))
    began = time.monotonic()
    with loopback.serving({}, hang=60) as address:
        outcomes = run(tmp_path, text, offline="auto", osv_url=address)
    assert time.monotonic() - began < 20
    assert "online-asked" not in notes(outcomes)


def test_the_environment_keeps_auto_off_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(**given: Any) -> str:
        return scanner_settings.decide(tmp_path, "", configuration.options(given, "x")).offline

    assert offline() == "true"
    assert offline(offline="false") == "false"
    monkeypatch.delenv("UV_OFFLINE")
    monkeypatch.delenv("PIP_NO_INDEX", raising=False)
    assert offline() == "auto"


class Canned(requests.adapters.BaseAdapter):
    """A transport that gives one answer, whatever is asked."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__()
        self.status, self.body = status, body
        self.asked: list[str | None] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.asked.append(request.url)
        response = requests.Response()
        response.status_code, response.request = self.status, request
        response.raw = io.BytesIO(json.dumps(self.body).encode())
        response._content = response.raw.read()
        return response

    def close(self) -> None:
        """Nothing is open."""


def asking(monkeypatch: pytest.MonkeyPatch, folder: Path, answer: Canned) -> Asking:
    monkeypatch.chdir(folder)
    made = Asking("pypi", "", 1)
    made.service.session.mount("https://", answer)
    return made


def test_the_other_source_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "id": "PYSEC-2026-1",
        "aliases": ["CVE-2026-1"],
        "summary": None,
        "details": "Made up",
        "fixed_in": ["3.2.0"],
        "withdrawn": None,
    }
    answer = Canned(200, {"vulnerabilities": [known]})
    got = asking(monkeypatch, tmp_path, answer).ask("flask", "3.1.3")
    assert got is not None
    (record,) = got[2]
    assert (record["id"], record["aliases"], record["summary"]) == (
        "PYSEC-2026-1",
        ["CVE-2026-1"],
        "Made up",
    )
    events = record["affected"][0]["ranges"][0]["events"]
    assert events == [{"introduced": "3.1.3"}, {"fixed": "3.2.0"}]


def test_a_package_that_the_other_source_does_not_know_has_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asking(monkeypatch, tmp_path, Canned(404, {})).ask("own", "1") is None
