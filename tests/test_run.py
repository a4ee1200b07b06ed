"""`./run` finds the Python of a fresh machine, whatever it is called there."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "run"
STAND_IN = """#!/bin/sh
exec {python} -c 'import sys, collections
Version = collections.namedtuple("Version", "major minor micro releaselevel serial")
sys.version_info = Version({version}, 0, "final", 0)
exec(sys.argv[1])' "$2"
"""
"""An interpreter that is asked `-c CODE` and says that it is another release."""


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        ({"python3": "3, 14"}, "python3"),
        ({"python3": "3, 10", "python3.14": "3, 14"}, "python3.14"),
        ({"python3": "3, 9", "python3.11": "3, 11", "python3.13": "3, 13"}, "python3.13"),
        ({"python3": "3, 15"}, "python3"),
        ({"python3": "3, 10"}, None),
        ({}, None),
    ],
    ids=lambda value: str(value),
)
def test_the_python_that_is_found(
    installed: dict[str, str], found: str | None, tmp_path: Path
) -> None:
    for name, version in installed.items():
        program = tmp_path / name
        program.write_text(STAND_IN.format(python=sys.executable, version=version))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    match = re.search(r"^find_python\(\) \{.*?^\}", RUN.read_text(), re.DOTALL | re.MULTILINE)
    assert match is not None
    script = f'PATH="{tmp_path}"\n{match[0]}\nfind_python'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    if found is None:
        assert done.returncode == 2
        assert "run: found no Python 3.11 or newer" in done.stderr
    else:
        assert done.stdout.strip() == str(tmp_path / found)
