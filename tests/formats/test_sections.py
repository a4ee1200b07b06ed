"""Sections of `key = value`: systemd units and flat TOML tables."""

import pytest

from scanner.errors import ReadError
from scanner.formats import sections


def test_entries_with_places() -> None:
    text = "top = 1\n[Service]\n# a=b\nA=x \\\n  y\n; c=d\nA = z\r\n"
    text += "[[services]]\n  \"k\" = 'v'\nno entry\n"
    found = list(sections.read(text))
    assert [(e.section, e.key, e.value) for e in found] == [
        ("", "top", "1"),
        ("Service", "A", "x \\\n  y"),
        ("Service", "A", "z"),
        ("services", "k", "'v'"),
    ]
    assert all(text[e.start : e.end] == e.value for e in found)
    assert [text[e.key_start] for e in found] == ["t", "A", "A", '"']


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"a \\"b\\"" # c', 'a "b"'),
        ("'a\\b'", "a\\b"),
        ("true", "true"),
        ("7860", "7860"),
        ("[1, 2]", None),
        ("", None),
    ],
)
def test_toml_strings(value: str, text: str | None) -> None:
    assert sections.toml_string(value) == text


def test_overlong_lines_are_refused() -> None:
    with pytest.raises(ReadError):
        list(sections.read("a=" + "x" * sections.MAX_LINE))
