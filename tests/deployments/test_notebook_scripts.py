"""Commands in notebooks and in Python programs: what they install and start, at its line."""

import json
from pathlib import Path

import pytest

from scanner.dependencies.pins import pins
from scanner.deployments.read import deployments
from scanner.tree.kinds import classify
from scanner.tree.source import Source, Tree


def notebook(*cells: str | list[str], indent: int | None = 1) -> str:
    listed = [{"cell_type": "code", "source": cell, "outputs": []} for cell in cells]
    return json.dumps({"cells": listed, "nbformat": 4}, indent=indent)


def tree(name: str, text: str) -> Tree:
    data = text.encode()
    return Tree(Path(), (Source(name, classify(name, data), data),))


def installed(name: str, text: str) -> list[tuple[str, str | None, int]]:
    found = pins(tree(name, text)).pins
    return [(pin.name, pin.version, pin.location.region.start_line) for pin in found]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(["%%bash\n", "pip install -q langflow==1.2.0\n"], id="a cell of bash"),
        pytest.param(["!pip install -q \\\n", "  langflow==1.2.0\n"], id="a continued line"),
        pytest.param(["x = 1\n", "%pip install langflow==1.2.0"], id="a magic"),
        pytest.param(["x = 1\n", "out = !uv pip install langflow==1.2.0"], id="kept output"),
        pytest.param(["x = 1\n", "get_ipython().system('pip install langflow==1.2.0')"], id="call"),
        pytest.param(
            ["x = 1\n", "get_ipython().run_line_magic('pip', 'install langflow==1.2.0')\n"],
            id="a magic as a call",
        ),
    ],
)
def test_what_a_cell_installs_is_read_at_its_line(cell: list[str]) -> None:
    text = notebook(cell)
    lines = text.splitlines()
    line = next(n for n, one in enumerate(lines, 1) if "langflow==1.2.0" in one)
    assert installed("setup.ipynb", text) == [("langflow", "1.2.0", line)]
    compact = notebook("".join(cell), indent=None)
    assert installed("setup.ipynb", compact) == [("langflow", "1.2.0", 1)]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("# !pip install langflow==1.2.0", id="a comment"),
        pytest.param("text = 'pip install langflow==1.2.0'", id="a text"),
        pytest.param("%%html\npip install langflow==1.2.0", id="a cell of another language"),
    ],
)
def test_what_only_mentions_a_command_installs_nothing(cell: str) -> None:
    assert installed("setup.ipynb", notebook(cell)) == []


def test_a_server_of_a_notebook_has_the_settings_of_earlier_cells() -> None:
    cells = ["os.environ['LANGFLOW_AUTO_LOGIN'] = 'true'\n", "!langflow run --host 0.0.0.0 &\n"]
    text = notebook(*cells)
    (unit,) = (u for u in deployments(tree("a.ipynb", text)).units if u.is_langflow)
    setting = unit.explicit("LANGFLOW_AUTO_LOGIN")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "AUTO_LOGIN" in one)
    assert setting is not None
    assert (setting.value, setting.location.region.start_line) == ("true", line)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('subprocess.run([sys.executable, "-m", "pip", "install", "langflow==1.2.0"])', "1.2.0"),
        ('subprocess.check_call("pip install langflow==1.2.0", shell=True)', "1.2.0"),
        ('os.system("uv pip install langflow==1.2.0")', "1.2.0"),
        ('await asyncio.create_subprocess_exec("pip", "install", "langflow==1.2.0")', "1.2.0"),
        ('subprocess.run(["pip", "install", wanted])', None),
        ('print("pip install langflow==1.2.0")  # subprocess', None),
    ],
)
def test_what_a_program_installs(call: str, expected: str | None) -> None:
    text = f"import subprocess\n\n{call}\n"
    wanted = [("langflow", expected, 3)] if expected else []
    assert installed("setup_all.py", text) == wanted
