"""Langflow's own components from an installed release: official, and changed by one character.

Needs an interpreter with lfx 1.13.0: set LANGFLOW_SCAN_LFX_PYTHON to its path, as `.ci/run` does.
"""

import os
import random
import subprocess
from pathlib import Path

import pytest

from scanner.flows import provenance, published
from tests.flows.test_nearest import edited

PYTHON = os.environ.get("LANGFLOW_SCAN_LFX_PYTHON", "")

pytestmark = pytest.mark.skipif(not PYTHON, reason="needs an interpreter that has lfx")


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The code of each component file, by its module."""
    where = "import lfx; print(lfx.__path__[0])"
    found = subprocess.run([PYTHON, "-I", "-c", where], capture_output=True, text=True, check=True)
    root = Path(found.stdout.strip().splitlines()[-1])
    files = (path for path in (root / "components").rglob("*.py") if path.name != "__init__.py")
    modules = {path: path.relative_to(root.parent).with_suffix("") for path in sorted(files)}
    named = {".".join(name.parts): path.read_text("utf-8") for path, name in modules.items()}
    return {name: code for name, code in named.items() if code.strip()}


def test_every_component_is_official_and_current(sources: dict[str, str]) -> None:
    assert len(sources) > 100
    for module, code in sources.items():
        known = published.official(code)
        assert known is not None, module
        assert known.is_current, module


def test_one_character_changed_is_told_with_the_right_source(sources: dict[str, str]) -> None:
    chance = random.Random(13)
    for module, code in sources.items():
        if code.count("\n") < provenance.MIN_LINES:
            continue
        how = chance.choice(["insert", "delete", "replace"])
        changed = edited(code, chance.randrange(len(code)), how, chance.choice("ab01_ #"))
        near = provenance.nearest(changed, "", "", None)
        entry = published.table().sources[published.digest(code)]
        right = {place[0] for place in entry[1]}
        assert changed == code or (near and near.source.module in right), module
