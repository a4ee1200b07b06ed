"""The benchmarks measure what they say: all processes of a command, and trees that are changed."""

import sys
import zipfile
from pathlib import Path

import pytest

from benchmarks import trees
from benchmarks.__main__ import BEFORE, _table
from benchmarks.commands import OURS
from benchmarks.measure import Cost, middle, run

BUSY = "import time\nwhile time.process_time() < 0.3: pass\nx = bytearray(60_000_000)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"


def test_the_cost_of_a_child_of_the_command_counts(tmp_path: Path) -> None:
    cost = run([sys.executable, "-c", PARENT], tmp_path)
    assert cost.cpu >= 0.3
    assert cost.wall >= 0.3


def test_each_figure_has_its_own_median() -> None:
    costs = [Cost(1, 30, 2, 2), Cost(2, 10, 1, 3), Cost(3, 20, 3, 1)]
    assert middle(costs) == Cost(2, 20, 2, 2)


def test_ratios_are_ours_over_the_others_without_the_state_before() -> None:
    costs = {OURS: Cost(1, 1, 10, 10), BEFORE: Cost(4, 2, 9, 9)}
    costs |= {"bandit": Cost(2, 2, 5, 5), "semgrep": Cost(8, 3, 7, 7)}
    rows = list(_table("S", costs))
    assert "| before | 4.0 | 2.0 | 9 | 9 | 0.25 | 0.50 |" in rows
    assert rows[-1] == "| the four in sequence | 10.0 | 5.0 | 7 | 7 | 0.10 | 0.20 |"


def test_trees_are_the_wheels_files_with_a_line_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "made.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("lfx/a.py", "A = 1\n")
        archive.writestr("langflow/frontend/a.js", "1;\n")
        archive.writestr("lfx-1.dist-info/RECORD", "")
    monkeypatch.setattr(trees, "fetched", lambda folder: (wheel,))
    made = trees.build(("M", "M0", "L", "J", "XL"), tmp_path)
    files = {n: sorted(p for p in t.rglob("*") if p.is_file()) for n, t in made.items()}
    names = {name: [one.name for one in found] for name, found in files.items()}
    assert names["M"] == names["L"] == ["a.py"]
    assert names["J"] == ["a.js", "a.py"]
    assert (made["M0"] / "lfx" / "a.py").read_text() == "A = 1\n"
    assert len({one.read_bytes() for one in files["XL"]}) == trees.COPIES
