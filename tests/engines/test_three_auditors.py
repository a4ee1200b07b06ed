"""pip-audit's own command, its `Auditor` in our worker, and our matcher on locks of a real size."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scanner.dependencies import advisories
from scanner.engines.pip_audit import engine as pip_audit
from tests.engines import loopback

LOCKS = Path(__file__).parent / "locks"
Exact = tuple[str, str]


def locked(name: str) -> list[Exact]:
    lines = (LOCKS / name).read_text().splitlines()
    read = [Requirement(line) for line in lines if not line.startswith("#")]
    return sorted(
        (canonicalize_name(one.name), str(Version(next(iter(one.specifier)).version)))
        for one in read
    )


def by_command(exact: list[Exact], address: str, folder: Path) -> dict[Exact, set[str]]:
    """What the command says; its exit code is 1 for findings and for a crash alike."""
    (folder / "pins.txt").write_text("".join(f"{name}=={version}\n" for name, version in exact))
    argv = [sys.executable, "-I", "-m", "pip_audit", "-r", "pins.txt", "--no-deps", "--disable-pip"]
    argv += ["-s", "osv", "--osv-url", address, "-f", "json", "--progress-spinner", "off"]
    argv += ["--cache-dir", str(folder / "cache")]
    done = subprocess.run(argv, cwd=folder, capture_output=True, timeout=300, check=False)
    answer = json.loads(done.stdout)
    return {
        (one["name"], one["version"]): {v["id"] for v in one["vulns"]}
        for one in answer["dependencies"]
    }


@pytest.mark.engines
@pytest.mark.parametrize(
    ("lock", "pins", "vulnerable"),
    [("langflow-1.3.0.txt", 460, 10), ("langflow-1.9.0.txt", 608, 2)],
)
def test_they_agree_on_a_lock_of_a_real_size(
    lock: str, pins: int, vulnerable: int, tmp_path: Path
) -> None:
    exact = locked(lock)
    assert len(exact) == pins
    database = advisories.load()
    verdicts, differences = pip_audit.judge(exact, database, 120)
    assert differences == []
    ours = {pin: {one.id for one in found} for pin, found in verdicts.items()}
    records = [record for one in database.vulnerabilities for record in one.records]
    with loopback.serving(loopback.by_package(records)) as address:
        command = by_command(exact, address, tmp_path)
    theirs = {pin: {database.by_id[i].id for i in ids} for pin, ids in command.items()}
    assert theirs == ours
    assert sum(bool(found) for found in ours.values()) >= vulnerable
