"""Thirty commits: every finding keeps its identity, and only what is new is new."""

from collections import Counter
from pathlib import Path

import pytest

from scanner.findings import known
from tests.e2e.thirty_commits import STEPS, history
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
