"""However many processes there are, semgrep's files are all given and its findings are the same."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import settings
from scanner.code.sanitizers import without_false_promises
from scanner.code.units import CodeUnit, Place
from scanner.configuration import Options
from scanner.engines.semgrep import batches, engine
from scanner.engines.semgrep.batches import Staged, batched, joined
from scanner.engines.semgrep.report import Output, Paths, Position, Result
from scanner.formats.python_ import PythonText
from scanner.tree.collect import collect

TWINS = Path("tests/rules/semgrep")


def _staged(number: int, size: int, rules: int = 0) -> Staged:
    unit = CodeUnit(f"file-{number}.py", "x" * size, (Place(f"{number}.py"),))
    return Staged(unit, "_" + "aa_" * rules)


def test_a_small_tree_is_one_batch() -> None:
    assert len(batched([_staged(n, 1000) for n in range(10)], 8)) == 1


def test_the_most_expensive_files_are_dealt_out_first() -> None:
    big = [_staged(n, 400_000, rules) for n, rules in enumerate((9, 4, 4, 0))]
    found = batched(big, 2)
    assert [[file.unit.name for file in batch] for batch in found] == [
        ["file-0.py", "file-3.py"],
        ["file-1.py", "file-2.py"],
    ]


def test_each_file_is_in_one_batch_whatever_their_order() -> None:
    files = [_staged(n, 50_000 * (n % 7), n % 5) for n in range(60)]
    shuffled = random.Random(1).sample(files, len(files))
    found = batched(files, 3)
    assert found == batched(shuffled, 3)
    assert sorted(f.unit.name for b in found for f in b) == sorted(f.unit.name for f in files)


def test_a_joined_report_is_in_the_order_of_files_and_places() -> None:
    def output(*results: tuple[str, int]) -> Output:
        found = tuple(Result("r", p, Position(at), Position(at + 1)) for p, at in results)
        return Output(found, (), Paths(tuple(path for path, _ in results)))

    one, two = output(("1/code/_/b.py", 5), ("1/code/_/b.py", 2)), output(("0/code/_/a.py", 9))
    found = joined([one, two])
    assert [(r.path[-4:], r.start.offset) for r in found.results] == [
        ("a.py", 9),
        ("b.py", 2),
        ("b.py", 5),
    ]
    assert len(found.paths.scanned) == 3


@pytest.mark.engines
def test_findings_are_the_same_for_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in sorted(TWINS.iterdir()):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    chosen = settings.decide(tmp_path, "", Options())
    tree = collect(chosen)
    monkeypatch.setattr(batches, "BATCH_COST", 50_000)
    found = [
        list(engine.Semgrep().run(tree, replace(chosen, jobs=jobs, timeout=300)))
        for jobs in (1, 2, 3)
    ]
    assert len(found[0]) > 100
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("code", "is_parsed"),
    [
        ("def run(): pass", False),
        ("def is_valid(x): return x", True),
        ("async def check_it(x): return x", True),
        ("def \\\n check(x): return x", True),
        ("x = 'check'", False),
        ("def \uff43heck(x): return x", True),
    ],
)
def test_a_file_is_parsed_only_where_a_function_may_promise(code: str, is_parsed: bool) -> None:
    text = PythonText(code)
    respelt = without_false_promises(text, code)
    assert ("_parsed" in text.__dict__) is is_parsed
    assert (respelt != code) is (is_parsed and code.isascii())
