"""Python in notebooks: found at its line of the JSON, and what is no Python is said."""

import json
from pathlib import Path

import pytest

from scanner.code.units import code_units
from scanner.engines.bandit.engine import Bandit
from scanner.flows import published
from scanner.formats.positions import Lines
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree.collect import collect

SHELL = "import subprocess\nsubprocess.run(f'ls {name}', shell=True)\n"


def cell(source: object, kind: str = "code") -> dict[str, object]:
    return {"cell_type": kind, "source": source, "metadata": {}, "outputs": []}


def scanned(root: Path, *cells: object) -> tuple[str, list[Finding], list[Notification]]:
    text = json.dumps({"cells": list(cells), "nbformat": 4}, indent=1)
    (root / "a.ipynb").write_text(text)
    settings = Settings(path=root)
    outcomes = list(Bandit().run(collect(settings), settings))
    found = [one for one in outcomes if isinstance(one, Finding)]
    return text, found, [one for one in outcomes if isinstance(one, Notification)]


def test_a_finding_is_at_its_line_of_the_notebook(tmp_path: Path) -> None:
    lines = SHELL.splitlines(keepends=True)
    for source in (lines, SHELL):
        text, found, notes = scanned(tmp_path, cell(["# words\n"], "markdown"), cell(source))
        (one,) = [f for f in found if f.rule.id == "py-subprocess-shell"]
        region = one.location.region
        shown = Lines(text).line(region.start_line)[region.start_column - 1 :]
        assert shown.startswith("subprocess.run(")
        assert "cell 2 of the notebook, line 2" in one.message
        assert notes == []


def test_a_cell_knows_the_imports_of_the_cells_before(tmp_path: Path) -> None:
    first = cell("import subprocess as s\nfrom os import (\n    system as sh,\n)\n")
    second = cell(["x = 1\n", "s.run('ls ' + x, shell=True)\n", "sh('ls ' + x)\n"])
    text, found, notes = scanned(tmp_path, first, second)
    shown = [Lines(text).line(f.location.region.start_line).strip()[1:4] for f in found]
    assert sorted(shown) == ["s.r", "sh("]
    assert all("cell 2" in f.message for f in found)
    assert {f.message.partition("line ")[2][0] for f in found} == {"2", "3"}
    assert notes == []


def test_magics_and_top_level_await_do_no_harm(tmp_path: Path) -> None:
    source = "%matplotlib inline\n!pip install x\nimport os\n"
    source += "result = await os.system('ls ' + name)\nos?\n"
    _, found, notes = scanned(tmp_path, cell(source.splitlines(keepends=True)))
    assert [one.rule.id for one in found] == ["py-subprocess-shell"]
    assert notes == []


def test_cells_of_other_languages_are_named(tmp_path: Path) -> None:
    odd = cell(["a = 1\nb = 2\n", "c = 3\n"])
    others = (cell("%%bash\nls | wc\n"), cell("x = = 1\n"), cell("y = 1\n"), odd)
    _, _, notes = scanned(tmp_path, *others)
    (note,) = notes
    assert (note.level, note.id) == (Level.NOTE, "cells-not-analysed")
    assert note.message.endswith("1, 2, 4")


def test_a_truncated_notebook_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text('{"cells": [')
    (tmp_path / "b.py").write_text("x = 1\n")
    settings = Settings(path=tmp_path)
    tree = collect(settings)
    assert len(code_units(tree)) == 1
    (note,) = [n for n in Bandit().run(tree, settings) if isinstance(n, Notification)]
    assert (note.level, note.uri) == (Level.WARNING, "a.ipynb")


def test_a_component_of_langflow_itself_is_not_analysed_again(tmp_path: Path) -> None:
    code = "eval(x)\n"
    (tmp_path / "own.py").write_text(code)
    (tmp_path / "theirs.py").write_text(code + "# theirs\n")
    settings = Settings(path=tmp_path)
    tree = collect(settings)
    with pytest.MonkeyPatch.context() as patch:
        known = published.Official("lfx.components.x", "1.0.0", "1.13.0")
        patch.setattr(
            "scanner.code.units.official", lambda text: known if "theirs" in text else None
        )
        outcomes = list(Bandit().run(tree, settings))
    found = [one.location.uri for one in outcomes if isinstance(one, Finding)]
    (note,) = [one for one in outcomes if isinstance(one, Notification)]
    assert found == ["own.py"]
    assert (note.level, note.id) == (Level.NOTE, "official-code")
