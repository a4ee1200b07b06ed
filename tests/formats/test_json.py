"""The JSON reader against the standard library, and its positions against the text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.positions import Lines, Node

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4)
    ),
    max_leaves=20,
)


def plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 3]))
def test_reads_what_the_standard_library_writes(
    value: object, ascii_only: bool, indent: int
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert plain(json_.read(text)) == json.loads(text)


@given(VALUES, st.booleans())
def test_every_position_points_at_its_value(value: object, ascii_only: bool) -> None:
    text = json.dumps({"key": value}, ensure_ascii=ascii_only)
    for node in json_.read(text).walk():
        assert json.loads(text[node.start : node.end]) == plain(node)


@given(st.text(min_size=1), st.booleans(), st.data())
def test_offset_of_a_character_counts_escapes(
    value: str, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    index = data.draw(st.integers(0, len(value) - 1))
    at = json_.raw_offset(text, json_.read(text), index)
    rest = json.loads(f'"{text[at:]}')
    assert rest == value[index:]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", 1, id="empty"),
        pytest.param('{"a": [1,\n', 2, id="truncated"),
        pytest.param('{"a": 1}\n{"b": 2}', 2, id="a second document"),
        pytest.param("{'a': 1}", 1, id="single quotes"),
        pytest.param('{"a": 1,}', 1, id="trailing comma"),
        pytest.param('["\\x"]', 1, id="bad escape"),
        pytest.param("[" * 100_000, 1, id="deep nesting"),
        pytest.param("[NaN]", 1, id="no number"),
        pytest.param("1" * 5000, 1, id="endless number"),
    ],
)
def test_names_the_line_of_what_is_no_json(text: str, line: int) -> None:
    with pytest.raises(ReadError) as caught:
        json_.read(text)
    assert caught.value.line == line


def test_lines_end_as_in_sarif() -> None:
    lines = Lines("a\r\nb\rc\nd")
    assert [lines.line(number) for number in range(1, 5)] == ["a", "b", "c", "d"]
    region = lines.region(3, 4)
    assert (region.start_line, region.start_column, region.end_line, region.end_column) == (
        2,
        1,
        2,
        2,
    )
    assert lines.offset(2, 1) == 3


def test_comments_and_last_commas_are_blanked_out_in_place() -> None:
    text = '{\n  // "a": 1,\n  "b": "// no, /* no */ ,}", /* two\n lines */ "c": [1, 2,],\n}\n'
    plain = json_.without_comments(text)
    assert len(plain) == len(text)
    root = json_.read(plain)
    assert {key: child.value for key, child in root.mapping.items() if key == "b"} == {
        "b": "// no, /* no */ ,}"
    }
    assert [text[slice(*place)] for place in root.keys.values()] == ['"b"', '"c"']
    assert json_.without_comments('{"a": "\\"//"}') == '{"a": "\\"//"}'
