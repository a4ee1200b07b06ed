"""No text of a repository becomes a command of the runner, by the runner's own rules."""

import re

import pytest
from hypothesis import example, given
from hypothesis import settings as bounded
from hypothesis import strategies as some

from scanner.model.gate import FailOn
from scanner.model.note import Notification, Verdict
from scanner.model.report import Report
from scanner.model.rule import Kind, Level
from scanner.render import annotations, text
from scanner.render.words import clean
from tests.making import finding

NAMES = frozenset(
    {"set-env", "set-output", "save-state", "add-mask", "add-path", "add-matcher", "debug"}
    | {"remove-matcher", "warning", "error", "notice", "group", "endgroup", "echo"}
    | {"stop-commands", "internal-set-repo-path"}
)


def is_command(line: str) -> bool:
    """As `ActionCommand.TryParseV2` and `TryParse` of actions/runner decide."""
    trimmed = line.lstrip()
    if trimmed.startswith("::") and (end := trimmed.find("::", 2)) >= 0:
        return trimmed[2:end].split(" ", 1)[0].lower() in NAMES
    found = re.search(r"##\[([^\]]*)\]", line)
    return bool(found and found.group(1).split(" ", 1)[0].lower() in NAMES)


def report(words: str) -> Report:
    note = Notification(Level.WARNING, "x", words, words)
    return Report(
        Verdict.FAIL,
        (finding(uri=words or "a", message=words),),
        (),
        (Kind.CODE,),
        FailOn(),
        notifications=(note,),
        reasons=(words,),
    )


HOSTILE = some.lists(
    some.sampled_from(
        ["::", ":", "##[", "#", "[", "]", " ", "\n", "\r", "\t", "x" * 9, "%0A", ",", "\x1b[31m"]
    )
    | some.sampled_from(sorted(NAMES))
    | some.characters(),
    max_size=40,
).map("".join)


@bounded(max_examples=400, deadline=None)
@example(":::set-output name=v::x")
@example("a" * 80 + ":::error::x")
@example("n\n::error::I\n##[error]x")
@given(HOSTILE)
def test_no_line_of_the_report_is_a_command(words: str) -> None:
    for width in (60, 100):
        shown = text.render(report(words), width=width, verbose=True)
        assert not [line for line in re.split(r"\r\n|\r|\n", shown) if is_command(line)]


@bounded(max_examples=400, deadline=None)
@given(HOSTILE)
def test_an_annotation_is_one_line_of_the_kind_it_should_be(words: str) -> None:
    lines = annotations.render(report(words)).split("\n")[:-1]
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert len(lines) == 1
    assert not any("\r" in line for line in lines)


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u202e", "\u2066", "\ud800", "\x00"])
def test_what_is_not_seen_is_shown_as_an_escape(character: str) -> None:
    shown = clean(f"a{character}b")
    assert character not in shown
    assert shown.startswith("a\\")
