"""One character changed anywhere in an official source: told as changed, with the right source.

On sources of our own making; `tests/real` does the same with Langflow's own.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner import rules
from scanner.flows import lineage, provenance, published
from scanner.flows.lineage import lines_of, opcodes, program_hash
from tests.flows import invented

WORDS = ["order", "invoice", "parcel", "refund", "stock", "price", "client", "vendor"]


def component(seed: int, version: int) -> str:
    """A component as somebody would write it; versions differ in a few lines."""
    chance = random.Random(seed)
    name = f"{WORDS[seed % len(WORDS)].title()}{seed}"
    lines = ["from lfx.custom import Component", "", "", f"class {name}(Component):"]
    for number in range(25):
        word = chance.choice(WORDS)
        size = number + (100 * version if number % 9 == version else 0)
        lines += [f"    def {word}_{seed}_{number}(self, {word}):", f'        """A {word}."""']
        lines += [f"        total = self.{word}_limit * {size}", "        return total", ""]
    return "\n".join(lines)


SOURCES = {
    component(seed, version): invented.known(
        f"Made{seed}", f"lfx.components.made.part{seed}", last=("1.12.0", "1.13.0")[version]
    )
    for seed in range(12)
    for version in range(2)
}
CODES = [*SOURCES]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    invented.rest_of_the_knowledge(tmp_path)
    monkeypatch.setattr(rules, "rulesets", lambda: tmp_path)
    invented.fill(tmp_path, SOURCES)
    yield
    monkeypatch.undo()
    invented.forget()


def edited(code: str, at: int, how: str, letter: str) -> str:
    """One character taken out, put in, or replaced."""
    kept = code[at:] if how == "insert" else code[at + 1 :]
    return code[:at] + ("" if how == "delete" else letter) + kept


EDITS = {
    "at": st.floats(0, 1, exclude_max=True),
    "how": st.sampled_from(["insert", "delete", "replace"]),
    "letter": st.characters(exclude_categories=["Cs"]),
}
LARGE = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@LARGE
@given(code=st.sampled_from(CODES), **EDITS)
def test_one_character_changed_is_told_with_the_right_source(
    table: None, code: str, at: float, how: str, letter: str
) -> None:
    changed = edited(code, int(at * len(code)), how, letter)
    if changed == code:
        return
    near = provenance.nearest(changed, "", "", None)
    assert near is not None
    assert [near.source.module] == [*SOURCES[code].places]
    assert near.similarity >= provenance.ALIKE or near.is_same_program
    same_program = program_hash(changed) == program_hash(code) != b""
    assert near.is_same_program == same_program


@LARGE
@given(one=st.sampled_from(CODES), other=st.sampled_from(CODES), **EDITS)
def test_the_difference_makes_the_code_of_the_source(
    table: None, one: str, other: str, at: float, how: str, letter: str
) -> None:
    changed = edited(other, int(at * len(other)), how, letter)
    first, second = lines_of(one), lines_of(changed)
    made: list[str] = []
    for what, i1, i2, j1, j2 in opcodes(first, second):
        made += first[i1:i2] if what == "equal" else second[j1:j2]
    assert made == second


def test_all_sources_come_back_from_the_packed_table(table: None) -> None:
    known = provenance._lineage()
    by_digest = sorted(SOURCES, key=published.digest)
    assert [known.source(n) for n in range(len(by_digest))] == [*map(known.lines, by_digest)]


def test_the_released_table_gives_each_source_as_many_lines_as_it_has() -> None:
    known = provenance._lineage()
    assert all(known.source(number) for number in range(len(known.families)))
    assert all(min(known.source(n)) >= 0 for n in range(len(known.families)))


def test_code_that_is_no_python_is_compared_all_the_same(table: None) -> None:
    changed = CODES[0].replace("def ", "deff ", 1)
    assert program_hash(changed) == b""
    near = provenance.nearest(changed, "", "", None)
    assert near is not None
    assert not near.is_same_program


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("(" * 100_000, id="brackets"),
        pytest.param("x = 1\n" * (lineage.MAX_LINES + 1), id="long"),
        pytest.param("\0", id="nul"),
        pytest.param("x = '\ud800'\n", id="half-a-character"),
        pytest.param("", id="empty"),
    ],
)
def test_hostile_code_is_compared_without_harm(table: None, hostile: str) -> None:
    provenance.nearest(hostile, "lfx.components.made.part1", "Made1", None)
