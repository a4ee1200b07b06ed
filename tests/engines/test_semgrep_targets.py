"""A rule is left out for a file only where its own necessary text is missing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.code.rules import semgrep_rules
from scanner.engines.semgrep import engine as semgrep
from scanner.engines.semgrep.targets import Targets

TWINS = Path("tests/rules/semgrep")


def _needs(words: str) -> dict[str, str]:
    return {"pattern-regex": rf"(?s)\A(?:(?=.{{50000}})|(?=.*?{words})).*"}


CALL = {"pattern": "f(...)"}
BOTH = {"patterns": [CALL, _needs("one"), _needs("two")]}
EITHER = {"patterns": [{"pattern-either": [{"patterns": [CALL, _needs(w)]} for w in "ab"]}]}
OPEN = {"patterns": [{"pattern-either": [CALL, {"patterns": [CALL, _needs("a")]}]}]}
TAINT = {
    "pattern-sources": [{"patterns": [CALL, _needs("in")]}],
    "pattern-sinks": [{"patterns": [CALL, _needs("out")]}, {"patterns": [CALL, _needs("gone")]}],
}


@pytest.mark.parametrize(
    ("rule", "text", "runs"),
    [
        (BOTH, "one\n" + "x" * 60_000 + "\ntwo", True),
        (BOTH, "x" * 60_000 + "one", False),
        (EITHER, "b", True),
        (EITHER, "c", False),
        (OPEN, "", True),
        (TAINT, "in gone", True),
        (TAINT, "in", False),
        ({"patterns": [CALL, {"pattern-regex": "a.*b"}]}, "", True),
        (CALL, "", True),
    ],
)
def test_a_rule_runs_where_its_words_stand(rule: dict[str, object], text: str, runs: bool) -> None:
    targets = Targets(json.dumps({"rules": [rule | {"languages": ["python"]}]}).encode())
    (made,) = json.loads(targets.config)["rules"]
    selected = made.get("paths", {"include": ["*"]})["include"][0].strip("*")
    assert (selected in targets.folder(text, "python")) is runs
    stays = any(rule is one for one in (OPEN, EITHER, TAINT))
    assert ("50000" in targets.config.decode()) is stays


def test_each_rule_for_scripts_has_its_words() -> None:
    """So that a script without them is never handed to semgrep."""
    for rule in json.loads(semgrep_rules().config)["rules"]:
        if "python" not in rule["languages"]:
            targets = Targets(json.dumps({"rules": [rule]}).encode())
            assert targets.folder("", rule["languages"][0]) == "_", rule["id"]
            assert json.loads(targets.config)["rules"][0]["paths"], rule["id"]


@pytest.mark.engines
def test_every_twin_is_judged_as_without_targets(tmp_path: Path) -> None:
    rules, texts = semgrep_rules(), {}
    for number, file in enumerate(sorted(TWINS.iterdir())):
        texts[f"{number}{file.suffix}"] = file.read_text("utf-8")
    targets = Targets(rules.config)
    found: list[set[tuple[object, ...]]] = []
    languages = {".py": "python", ".html": "html"}

    def folder(name: str) -> str:
        return targets.folder(texts[name], languages.get(Path(name).suffix, "javascript"))

    for config, folder_of in ((rules.config, lambda name: "all"), (targets.config, folder)):
        staged = tmp_path / str(len(found)) / "code"
        for name, text in texts.items():
            inside = staged / folder_of(name)
            inside.mkdir(parents=True, exist_ok=True)
            (inside / name).write_text(text, "utf-8")
        output = semgrep.scan(staged, replace(rules, config=config), 300)
        found.append({(r.check_id, Path(r.path).name, r.start, r.end) for r in output.results})
    assert len(found[0]) > 100
    assert found[0] == found[1]
