"""Each semgrep rule against its twins: code that differs in the dangerous property only."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from scanner.code.rules import SemgrepRules, semgrep_rules
from scanner.engines.semgrep import engine as semgrep
from scanner.engines.semgrep.report import Output
from scanner.formats.positions import SourceText
from scanner.formats.python_ import PythonText
from scanner.process import run

TWINS = Path(__file__).parents[1] / "rules" / "semgrep"
RULES = semgrep_rules()
Lines = dict[str, set[int]]
Found = dict[str, Lines]


def _marked(rule: str, word: str) -> set[int]:
    """The lines under `# ruleid:` and `# ok:` comments."""
    (twins,) = TWINS.glob(f"{rule}.*")
    comment = re.compile(rf"(#|//|/\*|<!--) {word}: {rule}( \*/\}}| -->)?$")
    lines = twins.read_text("utf-8").splitlines()
    return {at + 2 for at, line in enumerate(lines) if comment.search(line)}


def _scan(folder: Path, rules: SemgrepRules, *, native: bool) -> Output:
    config = folder / "rules.json"
    config.write_bytes(rules.config)
    staged = folder / "code"
    shutil.copytree(TWINS, staged)
    (staged / ".semgrepignore").touch()
    done = run(semgrep.command(config, staged, native=native), cwd=folder, timeout=300)
    return semgrep.parse(done)


@cache
def _text(path: Path) -> SourceText:
    code = path.read_text("utf-8")
    return PythonText(code) if path.suffix == ".py" else SourceText(code)


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Output:
    return _scan(tmp_path_factory.mktemp("native"), RULES, native=True)


@pytest.fixture(scope="module")
def found(native: Output) -> Found:
    by_rule: Found = {}
    for result in native.results:
        name = Path(result.path).stem
        text = _text(TWINS / Path(result.path).name)
        region = text.between_bytes(result.start.offset, result.end.offset)
        lines = {place.start_line for place in semgrep.places(result.check_id, text, region)}
        by_rule.setdefault(result.check_id, {}).setdefault(name, set()).update(lines)
    return by_rule


def test_each_rule_has_its_twins() -> None:
    assert {path.stem for path in TWINS.iterdir()} == {*RULES.by_id}


@pytest.mark.engines
def test_no_rule_and_no_twin_is_refused(native: Output) -> None:
    assert not native.errors
    assert not native.skipped_rules


@pytest.mark.engines
@pytest.mark.parametrize("rule", sorted(RULES.by_id))
def test_bad_is_found_and_good_is_not(rule: str, found: Found) -> None:
    bad, good = _marked(rule, "ruleid"), _marked(rule, "ok")
    assert len(bad) >= 2
    assert len(good) >= 2
    assert found.get(rule, {}).get(rule, set()) == bad


@pytest.mark.engines
def test_the_stock_command_finds_the_same(native: Output, tmp_path: Path) -> None:
    def places(output: Output) -> set[tuple[str, str, int, int]]:
        return {
            (result.check_id, Path(result.path).name, result.start.offset, result.end.offset)
            for result in output.results
        }

    assert places(_scan(tmp_path, RULES, native=False)) == places(native)
