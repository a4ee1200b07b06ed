"""The YAML reader: positions, merge keys, and what a hostile file meets."""

import pytest

from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Node


def test_scalars_are_as_written_and_where_they_stand() -> None:
    text = 'a: "yes"\nb: no\nc: é ü\nd: ~\n'
    root = yaml_.read(text)[0]
    assert {key: child.value for key, child in root.mapping.items()} == {
        "a": "yes",
        "b": "no",
        "c": "é ü",
        "d": None,
    }
    shown = {key: text[child.start : child.end] for key, child in root.mapping.items()}
    assert shown == {"a": '"yes"', "b": "no", "c": "é ü", "d": "~"}
    assert [text[slice(*place)] for place in root.keys.values()] == ["a", "b", "c", "d"]


def test_merge_keys_give_way_to_own_keys() -> None:
    text = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nall: {<<: [*base, *more], a: 5}\n"
    merged = yaml_.read(text)[0].get("all")
    assert merged is not None
    assert {key: child.value for key, child in merged.mapping.items()} == {
        "a": "5",
        "b": "2",
        "c": "4",
    }


def test_several_documents() -> None:
    assert len(yaml_.read("a: 1\n---\nb: 2\n")) == 2
    assert yaml_.read("") == ()


def test_an_alias_bomb_stays_small() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    root = yaml_.read(f"l0: &l0 [x, x, x]\n{levels}\n")[0]
    distinct: set[int] = set()
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if id(node) not in distinct:
            distinct.add(id(node))
            stack.extend(node.items or node.mapping.values())
    assert len(distinct) < 50


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[" * 100_000, 1, id="deep nesting"),
        pytest.param("a: 1\nb: c: d\n", 2, id="no YAML"),
        pytest.param("a: *missing\n", 1, id="unknown alias"),
        pytest.param("a: &a\n  - *a\n", 2, id="alias inside its own anchor"),
        pytest.param("a: &a 1\n---\nb: *a\n", 3, id="alias of another document"),
        pytest.param("a: \x00", None, id="a character YAML forbids"),
    ],
)
def test_refuses_with_the_line(text: str, line: int | None) -> None:
    with pytest.raises(ReadError) as caught:
        yaml_.read(text)
    assert caught.value.line == line


def test_tags_of_the_file_s_own_format_are_kept() -> None:
    root = yaml_.read('a: !reset null\nb: !override [1]\nc: !!str null\nd: "null"\n')[0]
    assert {key: (child.tag, child.value is None) for key, child in root.mapping.items()} == {
        "a": ("!reset", False),
        "b": ("!override", False),
        "c": ("", False),
        "d": ("", False),
    }


def test_a_quoted_merge_key_is_a_key() -> None:
    root = yaml_.read('a: &a {b: 1}\nc: {"<<": *a}\n')[0]
    assert [*root.mapping["c"].mapping] == ["<<"]
