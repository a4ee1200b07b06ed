"""Every rule of ours against its twins: `bad` is found at its line, `good` is silent.

A case is a folder. Lines behind a comment `ruleid: ID` are expected; JSON has no comments, so an
`expected.json` in the case says `{file: [[ID, line], ...]}`. `@@RANDOM43@@` becomes 43 characters
at run time, `@@PRIVATE@@` the words of a key file, and `x.db.hex` the bytes of `x.db`: nothing that
looks like a credential lies in the repository.
"""

import json
import random
import re
import string
from pathlib import Path

import pytest

from scanner import rules
from scanner.checks import CHECKS
from scanner.engines.langflow import Langflow
from scanner.findings.naming import names_rule
from scanner.model.finding import Finding
from scanner.settings import Settings
from scanner.tree.collect import collect

RULES = Path(__file__).parent / "rules"
IDS = sorted(Path(name).stem for name in rules.rule_files("langflow"))
CASES = sorted(path for path in RULES.glob("LF-*/*/*") if path.is_dir())

Expected = set[tuple[str, int, str]]


def made(case: Path, target: Path) -> Path:
    """A copy of the case with made-up credentials in it."""
    generator = random.Random(7)

    def value(match: re.Match[str]) -> str:
        letters = generator.choices(string.ascii_letters + string.digits, k=int(match.group(1)))
        return "".join(letters)

    for file in case.rglob("*"):
        if file.is_file() and file.name != "expected.json":
            copy = target / file.relative_to(case)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text("utf-8").replace("@@PRIVATE@@", "PRIVATE" + " KEY")
            if file.suffix == ".hex":
                copy.with_suffix("").write_bytes(bytes.fromhex(text))
                continue
            copy.write_text(re.sub(r"@@RANDOM(\d+)@@", value, text), "utf-8")
    return target


def expected(case: Path) -> Expected:
    found: Expected = set()
    listed = case / "expected.json"
    if listed.exists():
        for uri, places in json.loads(listed.read_text("utf-8")).items():
            found |= {(uri, line, rule) for rule, line in places}
    for file in case.rglob("*"):
        if file.is_file() and file.suffix != ".json":
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                marker = re.search(r"# ruleid: (\S+)", line)
                if marker:
                    uri = file.relative_to(case).as_posix()
                    found.add((uri, number + 1, marker.group(1)))
    return found


def reported(rule_id: str, root: Path) -> Expected:
    document = rules.read_yaml(f"langflow/{rule_id}.yaml", rules.RuleDocument)
    settings = Settings(path=root, profile="audit" if document.audit else "internet")
    engine = Langflow("langflow", frozenset({document.kind}))
    outcomes = list(engine.run(collect(settings), settings))
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    return {
        (f.location.uri, f.location.region.start_line, f.rule.id)
        for f in findings
        if names_rule(rule_id, f.rule.id)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case.parts[-3:]))
def test_rule_finds_the_bad_and_leaves_the_good(case: Path, tmp_path: Path) -> None:
    rule_id, side = case.parts[-3], case.parts[-2]
    wanted = expected(case)
    assert bool(wanted) == (side == "bad"), "a bad case says what is bad, a good one nothing"
    assert reported(rule_id, made(case, tmp_path)) == wanted


SHOWN_ELSEWHERE = {"LF-FLOW-022", "LF-FLOW-024", "LF-FLOW-028", "LF-GATE-001"}
"""A collision of hashes cannot be made by hand, and code of Langflow's own is not copied here:
tests/flows/test_provenance.py. What a change hides needs a repository: tests/test_muting.py."""


@pytest.mark.parametrize("rule_id", sorted({*IDS} - SHOWN_ELSEWHERE))
def test_every_rule_has_twins(rule_id: str) -> None:
    for side in ("bad", "good"):
        assert list((RULES / rule_id / side).iterdir()), f"{rule_id} has no {side} case"


@pytest.mark.parametrize("rule_id", sorted({*IDS} - SHOWN_ELSEWHERE))
def test_every_variant_is_shown_by_a_case(rule_id: str) -> None:
    document = rules.read_yaml(f"langflow/{rule_id}.yaml", rules.RuleDocument)
    shown = {rule for case in (RULES / rule_id / "bad").iterdir() for *_, rule in expected(case)}
    assert {rule.id for rule in document.rules()} - shown <= {
        "LF-FLOW-021-declared",  # near an official source: tests/flows/test_provenance.py
        "LF-FLOW-021-customised",
        "LF-FLOW-021-shortened",
        "LF-FLOW-021-layout",
        "LF-DEP-010-internal",  # needs the profile `internal`: tests/checks
        "LF-VER-001-high",  # depends on the advisory data of the day
        "LF-VER-001-known",
        "LF-VER-001-copy",  # files of a release are not copied here: tests/flows/test_upstream.py
    }


def test_fixtures_belong_to_rules() -> None:
    assert {path.name for path in RULES.glob("LF-*")} == {*IDS} - SHOWN_ELSEWHERE


@pytest.mark.parametrize("rule_id", sorted(CHECKS))
def test_a_check_stands_in_the_file_of_its_rule(rule_id: str) -> None:
    (rule,) = (document for document in rules.documents("langflow") if document.id == rule_id)
    family = rule_id.split("-")[1].lower()
    name = rule.name.replace("-", "_")
    check = CHECKS[rule_id]
    assert (check.__module__, check.__name__) == (f"scanner.checks.{family}.{name}", name)
