"""Thirty commits: every finding keeps its identity, and only what is new is new."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.findings import known
from scanner.model.rule import Kind
from scanner.pipeline import scan
from scanner.settings import Settings
from tests.e2e.thirty_commits import FLOW, STEPS, edit, history, put, reexported
from tests.repository import git


@pytest.mark.engines
def test_a_baseline_follows_every_finding_through_thirty_commits(tmp_path: Path) -> None:
    assert len(STEPS) == 30
    root = tmp_path / "repository"
    before = None
    for step, report in history(root):
        if before is not None:
            uris = {*git(root, "ls-files", "-z").split("\0")}
            followed = known.following(before, report.parts, uris)
            there = {one.fingerprint: one.rule.id for one in report.parts}
            new = Counter(rule for one, rule in there.items() if one not in followed.fingerprints)
            lost = [one for one in followed.fingerprints if one not in there]
            fixed = Counter(before.entries[one][0] for one in lost)
            assert (new, fixed) == (Counter(step.new), Counter(step.fixed)), step.name
            assert len(there) == len(report.parts), f"{step.name}: two findings have one identity"
        before = known.read(known.written(report.parts), "the last commit")


def test_a_flow_that_is_moved_and_exported_again_is_known_by_its_name(tmp_path: Path) -> None:
    before = _known_in_flows(tmp_path / "a", "flows/desk.json", lambda _: None)
    again = reexported("data/other.json", "zzzz", indent=1)
    assert before
    assert _known_in_flows(tmp_path / "b", "data/other.json", again) == before
    renamed = edit("flows/desk.json", '"Support assistant"', '"Another desk"')
    assert before.isdisjoint(_known_in_flows(tmp_path / "c", "flows/desk.json", renamed))


def _known_in_flows(root: Path, name: str, change: Callable[[Path], None]) -> set[str]:
    put(name, FLOW)(root)
    change(root)
    findings = scan(Settings(path=root, scanners=(Kind.LANGFLOW,))).parts
    assert all(one.flow_fingerprint for one in findings if one.location.uri == name)
    return {one.flow_fingerprint for one in findings if one.flow_fingerprint}
