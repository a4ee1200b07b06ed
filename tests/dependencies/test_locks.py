"""Locks of tools that write YAML or JSON: every package once, at its place."""

import json
from pathlib import Path

import pytest

from scanner.dependencies.pins import pins
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree

CONDA = """version: 1
package:
- name: requests
  version: 2.19.0
  manager: conda
  platform: linux-64
- name: requests
  version: 2.19.0
  manager: conda
  platform: osx-64
- {name: langflow, version: 1.2.0, manager: pip, platform: linux-64}
- name: libzlib
  version: 1.3.1-0
  manager: conda
"""
PEX = "// made by a tool\n" + json.dumps(
    {
        "locked_resolves": [
            {"locked_requirements": [{"project_name": "langflow", "version": "1.2.0"}]},
            {"locked_requirements": [{"project_name": "langflow", "version": "1.2.0"}]},
        ],
        "pex_version": "2.1",
    },
    indent=1,
)
PDM = """[metadata]
lock_version = "4.5.0"
[[package]]
name = "langflow"
version = "1.2.0"
[[package]]
name = "langflow"
version = "1.2.0"
extras = ["postgresql"]
"""


def read(name: str, text: str) -> tuple[FileKind, list[tuple[str, str | None, int]]]:
    data = text.encode()
    source = Source(name, classify(name, data), data)
    found = pins(Tree(Path(), (source,))).pins
    return source.kind, [(p.name, p.version, p.location.region.start_line) for p in found]


@pytest.mark.parametrize(
    ("name", "text", "kind", "expected"),
    [
        pytest.param(
            "conda-lock.yml",
            CONDA,
            FileKind.CONDA_LOCK,
            [("requests", "2.19.0", 3), ("langflow", "1.2.0", 11), ("libzlib", "1.3.1.post0", 12)],
            id="conda-lock",
        ),
        pytest.param(
            "3rdparty/default.lock", PEX, FileKind.PEX_LOCK, [("langflow", "1.2.0", 7)], id="Pex"
        ),
        pytest.param("pdm.lock", PDM, FileKind.PDM_LOCK, [("langflow", "1.2.0", 4)], id="PDM"),
    ],
)
def test_a_package_is_read_once(
    name: str, text: str, kind: FileKind, expected: list[tuple[str, str | None, int]]
) -> None:
    assert read(name, text) == (kind, expected)


def test_a_lock_that_is_damaged_is_named() -> None:
    data = b'{"locked_resolves": ['
    read_ = pins(Tree(Path(), (Source("a.lock", FileKind.PEX_LOCK, data),)))
    assert [note.id for note in read_.notifications] == ["lock-not-parsed"]


def test_the_list_that_an_image_installs_is_read_whatever_its_name() -> None:
    files = {
        "Dockerfile": "FROM python:3.12\nCOPY . /app\nRUN pip install -r /app/build/base\n",
        "build/base": "langflow==1.2.0\n",
        "docs/base": "not==1.0\n",
    }
    sources = [Source(n, classify(n, t.encode()), t.encode()) for n, t in files.items()]
    found = pins(Tree(Path(), tuple(sources))).pins
    assert [(p.name, p.location.uri) for p in found] == [("langflow", "build/base")]
