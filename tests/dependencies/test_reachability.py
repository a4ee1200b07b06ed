"""Needles of records against what a tree deploys."""

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanner.dependencies import osv, reachability
from scanner.dependencies.osv import Record, Vulnerability
from scanner.settings import Settings
from scanner.tree.collect import collect

Tree = Callable[[Mapping[str, str | bytes]], Path]

COMPOSE = """\
services:
  flow:
    image: langflowai/langflow:1.7.2
    environment:
      LANGFLOW_AUTO_LOGIN: "on"
      LANGFLOW_CACHE_TYPE: disk
      LANGFLOW_SECRET_KEY: short
      LANGFLOW_BUNDLE_URLS: '["https://h.invalid/x"]'
"""


def ways(root: Path, **needs: list[str]) -> list[tuple[str, int]]:
    record = Record("CVE-1", database_specific={"reachability": needs})
    around = reachability.surroundings(collect(Settings(path=root.resolve())))
    found = around.ways(Vulnerability((record,)))
    return [(way.what, way.location.region.start_line) for way in found]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (["LANGFLOW_AUTO_LOGIN=true|unset"], [("LANGFLOW_AUTO_LOGIN=true", 5)]),
        (["LANGFLOW_AUTO_LOGIN=false"], []),
        (["LANGFLOW_CACHE_TYPE=disk"], [("LANGFLOW_CACHE_TYPE=disk", 6)]),
        (["LANGFLOW_CACHE_TYPE=redis"], []),
        (["len(LANGFLOW_SECRET_KEY)<32"], [("LANGFLOW_SECRET_KEY of fewer than 32 characters", 7)]),
        (["len(LANGFLOW_SECRET_KEY)<3"], []),
        (["LANGFLOW_BUNDLE_URLS"], [("LANGFLOW_BUNDLE_URLS is set", 8)]),
        (["LANGFLOW_CORS_ORIGINS=*|unset"], [("LANGFLOW_CORS_ORIGINS is unset", 3)]),
        (["LANGFLOW_CORS_ORIGINS=*"], []),
        (["LANGFLOW_CACHE_TYPE=disk", "LANGFLOW_CACHE_TYPE=redis"], []),
        (["auth_type=oauth"], []),
        (["LANGFLOW_SECRET_KEY=default"], []),
    ],
    ids=lambda value: str(value)[:60],
)
def test_settings(tree: Tree, config: list[str], expected: list[tuple[str, int]]) -> None:
    assert ways(tree({"compose.yml": COMPOSE}), config=config) == expected


def test_flows(tree: Tree) -> None:
    flow = """\
{"name": "x", "access_type": "PUBLIC", "data": {"edges": [], "nodes": [
{"id": "CSVAgent-1", "data": {"type": "CSVAgent", "node": {"template": {}}}}]}}
"""
    root = tree({"flow.json": flow, "compose.yml": COMPOSE})
    assert ways(root, flow=["APIRequest", "CSVAgent"]) == [("component CSVAgent", 2)]
    assert ways(root, flow=["public-flow"]) == [("component public-flow", 1)]
    assert ways(root, flow=["APIRequest"]) == []
    assert ways(root, flow=["APIRequest"], config=["LANGFLOW_CACHE_TYPE=disk"]) == []
    assert len(ways(root, flow=["CSVAgent"], config=["LANGFLOW_CACHE_TYPE=disk"])) == 2


def test_nothing_deployed_opens_nothing(tree: Tree) -> None:
    assert ways(tree({"a.txt": "x"}), config=["LANGFLOW_AUTO_LOGIN=true|unset"]) == []


def test_documentation_and_files_to_copy_from_open_nothing(tree: Tree) -> None:
    files = {"README.md": f"```yaml\n{COMPOSE}```\n", "compose.example.yml": COMPOSE}
    assert ways(tree(files), config=["LANGFLOW_CACHE_TYPE=disk"]) == []


def test_the_exploited_ones_come_first_and_few_are_told(tree: Tree) -> None:
    around = reachability.surroundings(collect(Settings(path=tree({"compose.yml": COMPOSE}))))
    needs = {"reachability": {"config": ["LANGFLOW_CACHE_TYPE=disk"]}}
    records = [Record(f"CVE-{n}", database_specific=needs) for n in range(1, 6)]
    known = needs | {"kev": True, "kev_date": "2026-01-01"}
    records.append(Record("CVE-9", database_specific=known))
    opened = reachability.opened(around, osv.merged(records))
    words = reachability.told_all(opened)
    told = "exploitable here: CVE-9 by LANGFLOW_CACHE_TYPE=disk (compose.yml:6), and 5 more"
    assert words == told
    (place,) = reachability.related_all(opened)
    assert dataclasses.replace(place.region, end_line=6).start_line == 6
