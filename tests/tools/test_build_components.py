"""The table of official sources, from wheels that are made here."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.flows import published
from tools.build_components import components, lineage

DESK = "class Desk(Component):\n    name = 'OfficeDesk'\n\n\nclass _Leg:\n    pass\n"
LAMP = "class LampComponent(Component):\n    display_name: str = 'Lamp'\n"
ALONE = "class Alone(Component):\n    pass\n"


def wheel(folder: Path, name: str, version: str, files: Mapping[str, str], *needs: str) -> None:
    info = f"{name}-{version}.dist-info/METADATA"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in {info: metadata, **files}.items():
            archive.writestr(path, text)


def starter(type_key: str, code: str | list[str]) -> str:
    node = {"type": type_key, "node": {"template": {"code": {"type": "code", "value": code}}}}
    return json.dumps({"data": {"nodes": [{"id": "a", "data": node}], "edges": []}})


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = "langflow/components"
    projects = "langflow/initial_setup/starter_projects"
    old = {
        f"{folder}/desk.py": DESK,
        f"{folder}/__init__.py": "x = 1\n",
        f"{projects}/a.json": starter("Alone", ALONE.split("\n")),
    }
    wheel(tmp_path, "langflow_base", "0.8.0", old)
    new = {f"{folder}/office/desk.py": DESK, f"{projects}/b.json": starter("My desk", DESK)}
    wheel(tmp_path, "langflow_base", "1.13.0", new)
    wheel(tmp_path, "langflow_base", "1.14.0.dev1", {f"{folder}/later.py": "x = 2\n"})
    wheel(tmp_path, "langflow", "1.13.0", {}, "langflow-base==1.13.0", "lfx-lamps[all]>=0.1")
    for version in ("0.9.0", "0.10.0"):
        wheel(tmp_path, "lfx_lamps", version, {"lfx_lamps/lamp.py": LAMP}, "lfx-inner>=0")
    wheel(tmp_path, "lfx_inner", "0.1.0", {"lfx_inner/components/inner.py": "y = 1\n"})
    wheel(tmp_path, "lfx_stranger", "0.1.0", {"lfx_stranger/x.py": "evil = 1\n"})
    return tmp_path


def test_types_modules_and_releases_of_each_source(wheels: Path) -> None:
    document, known = components([wheels])
    assert document["releases"] == ["1.8.0", "1.13.0"]
    sources = document["sources"]
    assert list(sources) == sorted(sources) == list(known)
    assert sources[published.digest(DESK)] == [
        ["My desk", "OfficeDesk"],
        [
            ["langflow.components.desk", "1.8.0", "1.8.0"],
            ["langflow.components.office.desk", "1.13.0", "1.13.0"],
        ],
    ]
    assert sources[published.digest(ALONE)] == [
        ["Alone"],
        [[published.STARTER, "1.8.0", "1.8.0"]],
    ]


def test_bundles_count_that_langflow_requires_and_no_others(wheels: Path) -> None:
    document, _ = components([wheels])
    assert document["bundles"] == {"lfx-inner": "0.1.0", "lfx-lamps": "0.10.0"}
    sources = document["sources"]
    place = ["lfx_lamps.lamp", "lfx-lamps 0.9.0", "lfx-lamps 0.10.0"]
    assert sources[published.digest(LAMP)] == [["LampComponent"], [place]]
    assert published.digest("evil = 1\n") not in sources
    place = ["langflow.components.later", *["langflow-base 1.14.0.dev1"] * 2]
    assert sources[published.digest("x = 2\n")] == [[], [place]], "a build before a release"
    assert document["builds"]["langflow-base"] == "1.14.0.dev1"


def test_the_same_wheels_give_the_same_lines(wheels: Path) -> None:
    first, second = (lineage(components([wheels])[1]) for _ in range(2))
    assert first == second
