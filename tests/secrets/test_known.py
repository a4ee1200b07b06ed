import pytest

from scanner.secrets import known
from scanner.secrets.checksums import fits
from scanner.secrets.forms import looks_drawn
from tests.engines.planted import ALNUM, draw, sample_of

ROWS = [pytest.param(row, id=f"{row.name} {row.mark}") for row in known.formats() if row.sample]


@pytest.mark.parametrize("row", ROWS)
def test_samples_of_a_format_have_it_bare_in_text_and_not_inside_a_word(row: known.Format) -> None:
    for _ in range(5):
        value = sample_of(row)
        for around in ("{}", "use {} now", '"{}"', "x={},", "Bearer {}"):
            assert known.known_format(around.format(value)) == row.name
        assert known.known_format(f"{draw(4)}{value}{draw(4)}") in ("", "JSON Web Token")


@pytest.mark.parametrize("row", ROWS)
def test_a_checksum_that_a_row_mentions_is_checked(row: known.Format) -> None:
    assert fits(sample_of(row)) is (True if row.checksum else None)


def test_a_form_has_one_row_and_words_have_none() -> None:
    rows = known.formats()
    assert len({(row.before, row.mark, row.rest) for row in rows}) == len(rows)
    for words in (
        "sk-my-own-secret-key-name",
        "ak_some_variable_names",
        "key-of-a-table",
        "BSAwords",
    ):
        assert known.known_format(words) == ""


def test_most_drawn_values_look_drawn_and_no_words_do() -> None:
    drawn = sum(looks_drawn(draw(22, ALNUM)) for _ in range(2000))
    assert drawn > 1920
    for words in ("BaseModelForTextClassification2", "some_variable_name_3", "oneword", "", "v1"):
        assert not looks_drawn(words)
