"""No regular expression of ours takes more than linear time on a text made to slow it down."""

import pytest

from tests.growth import MOST, Written, growth, of_scanner, repeats_a_group_possessively

BOUNDED = {
    "scanner.deployments.pipelines.other_pipelines._JENKINS": "20,000 characters a string",
    "scanner.formats.comments._END": "the reason in one comment",
    "scanner.formats.go_template._ACTION": "5,000 characters an action",
    "scanner.formats.go_template._TOKEN": "the 5,000 characters of one action",
    "scanner.formats.hcl._HEREDOC": "one token of the grammar, which ends at its mark",
    "scanner.secrets.encoded_lines._PGPASS": "300 characters a field of one line",
    "scanner.secrets.lines._NAMES": "what stands before a value in one line",
    "scanner.secrets.words._PLACEHOLDER": "one value",
    "scanner.tree.kinds.COPY": "the name of a file, 255 characters",
}
"""Patterns whose text has a bound that makes their growth harmless; the list only shrinks."""


@pytest.fixture(scope="module")
def patterns() -> tuple[Written, ...]:
    return of_scanner()


def test_no_pattern_grows_faster_than_its_text(patterns: tuple[Written, ...]) -> None:
    free = [one for one in patterns if one.place not in BOUNDED]
    slow = {one.place: one.pattern for one in free if growth(one) > MOST}
    assert slow == {}


def test_no_group_is_repeated_possessively(patterns: tuple[Written, ...]) -> None:
    """Python before 3.11.5 loses its way in `(?:a|b)*+` (CPython issue 106052), and Debian 12 has
    3.11.2; an atomic group, `(?>(?:a|b)*)`, says the same and is right everywhere."""
    assert [one.place for one in patterns if repeats_a_group_possessively(one)] == []
    assert repeats_a_group_possessively(Written(r"x(?:a|\\.)*+", 0, "here"))
    assert not repeats_a_group_possessively(Written(r"x(?>(?:a|\\.)*)[b-d]++", 0, "here"))


def test_the_bounded_ones_are_still_there(patterns: tuple[Written, ...]) -> None:
    assert {*BOUNDED} <= {one.place for one in patterns}


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        (r"a*b", True),
        (r"(?<!a)a*+b", False),
        (r"(?:a|aa)+$", True),
        (r"\s+$", True),
        (r"^[ \t]*+x", False),
    ],
)
def test_an_attack_finds_what_is_slow(pattern: str, slow: bool) -> None:
    assert (growth(Written(pattern, 0, "here")) > MOST) is slow
