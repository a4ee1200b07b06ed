"""The table of engines says what the engines themselves say."""

import subprocess
import sys
from pathlib import Path

import pytest

from scanner.engines import ENGINES
from scanner.engines.on_demand import OnDemand
from scanner.errors import NothingToScan
from scanner.settings import Settings
from scanner.tree.source import Tree


@pytest.mark.parametrize("row", ENGINES, ids=lambda row: row.name)
def test_a_row_is_its_engine(row: OnDemand, tmp_path: Path) -> None:
    engine = row.load()
    for name in ("name", "distribution", "information_uri", "kinds", "per_file"):
        assert getattr(engine, name) == getattr(row, name), name
    assert engine.rules() == row.rules()
    with pytest.raises(NothingToScan) as there:
        list(engine.run(Tree(tmp_path, ()), Settings(tmp_path)))
    with pytest.raises(NothingToScan) as here:
        list(row.run(Tree(tmp_path, ()), Settings(tmp_path)))
    assert str(there.value) == str(here.value)


def test_the_table_loads_no_engine() -> None:
    code = "import sys; from scanner.engines import ENGINES; [one.rules() for one in ENGINES]; "
    code += "print(sorted(m for m in sys.modules if m.startswith(('scanner.checks', "
    code += "'scanner.deployments', 'scanner.dependencies')) or m.endswith('.engine')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
