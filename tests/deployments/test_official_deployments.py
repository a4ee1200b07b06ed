"""The deployments that Langflow's own repository, charts and documentation show.

Rebuilt from a description of what each does: these are the files that people copy most. What is
expected is every finding of medium severity or higher, by place.
"""

import json
from pathlib import Path

import pytest

from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.rule import Kind, Severity
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.test_rule_fixtures import made

OFFICIAL = Path(__file__).parent / "official"
EXPECTED: dict[str, dict[str, list[str]]] = json.loads((OFFICIAL / "expected.json").read_text())
CASES = sorted(path.name for path in OFFICIAL.iterdir() if path.is_dir())


def test_every_deployment_has_an_expectation() -> None:
    assert sorted(EXPECTED) == CASES


@pytest.mark.parametrize("case", CASES)
def test_what_is_found_in_it(case: str, tmp_path: Path) -> None:
    settings = Settings(path=made(OFFICIAL / case, tmp_path))
    engines = (
        Langflow("langflow", frozenset({Kind.LANGFLOW, Kind.SECRETS})),
        Langflow("langflow-versions", frozenset({Kind.DEPENDENCIES})),
    )
    found: dict[str, list[str]] = {}
    for engine in engines:
        for outcome in engine.run(collect(settings), settings):
            if isinstance(outcome, Finding) and outcome.severity >= Severity.MEDIUM:
                at = outcome.location
                found.setdefault(f"{at.uri}:{at.region.start_line}", []).append(outcome.rule.id)
    assert {place: sorted(ids) for place, ids in found.items()} == EXPECTED[case]
