"""Marks of templates are masked, and everything else stays where it is."""

import pytest

from scanner.formats.jinja import masked


@pytest.mark.parametrize(
    ("text", "made"),
    [
        pytest.param("a: {{ x }}", "a: ${____}", id="an expression"),
        pytest.param(
            "{% if x %}\na: 1\n{% endif %}", "          \na: 1\n           ", id="a block"
        ),
        pytest.param("a: ${{ x }}", "a: ${{ x }}", id="a workflow's own"),
        pytest.param("a: <%= x %>", "a: ${_____}", id="ERB"),
        pytest.param("{# no #}b", "        b", id="a comment"),
    ],
)
def test_what_is_left(text: str, made: str) -> None:
    assert masked(text) == made
    assert len(masked(text)) == len(text)
