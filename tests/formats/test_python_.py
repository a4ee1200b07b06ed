"""Positions in Python, whoever counted them."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats.python_ import PythonText
from scanner.model.place import Region

CALL = 'x = "é"; run(\n    "é" + name,\n    shell=True,\n)\n'


def _text(source: str, region: Region) -> str:
    lines = PythonText(source).lines
    start = lines.offset(region.start_line, region.start_column)
    return source[start : lines.offset(region.end_line, region.end_column)]


def test_a_node_is_found_by_its_byte_columns_within_the_lines() -> None:
    region = PythonText(CALL).node((2, 3, 4, 1), 10, 1, 3)
    assert region is not None
    assert _text(CALL, region) == CALL[9:-1]


@pytest.mark.parametrize("columns", [(8, 42), (10, 34)], ids=["Python 3.11", "Python 3.12"])
def test_a_part_of_an_f_string_is_the_whole_of_it(columns: tuple[int, int]) -> None:
    source = "execute(f'select a from b where c = {x}{y}')\n"
    text = PythonText(source)
    text.__dict__["_spans"] = {(8, 42): [(1, 1)], (10, 34): [(1, 1)]}  # of either version
    region = text.node((1,), *columns, 1)
    assert region is not None
    assert _text(source, region) == source[8:43]


def test_no_node_is_none() -> None:
    assert PythonText(CALL).node((1,), 3, 4, 1) is None


@pytest.mark.parametrize("source", ["def (", "x = 1\0", "-" * 100_000 + "1"])
def test_what_does_not_parse_is_not_valid(source: str) -> None:
    text = PythonText(source)
    assert not text.is_valid
    assert text.statement(Region(1, 1, 1, 2)) is None


def test_the_statement_is_the_innermost_simple_one() -> None:
    source = "if a:\n    b = f(\n        1)\nwhile g(2): pass\n"
    text = PythonText(source)
    inner = text.statement(Region(3, 9, 3, 10))
    assert inner is not None
    assert _text(source, inner) == "b = f(\n        1)"
    assert text.statement(Region(4, 7, 4, 11)) is None


def test_whole_lines_leave_out_the_indent() -> None:
    assert PythonText("a\n  bé \n").whole_lines([2]) == Region(2, 3, 2, 6)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.data())
def test_byte_offsets_point_at_the_text(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    positions = [len(source[:at].encode()) for at in (start, end)]
    region = PythonText(source).between_bytes(*positions)
    lines = PythonText(source).lines
    assert lines.offset(region.start_line, region.start_column) == start
    assert lines.offset(region.end_line, region.end_column) == end


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_nodes_of_every_line_end(newline: str) -> None:
    source = f"a = 1{newline}b = call({newline}  2){newline}"
    (_, statement) = ast.parse(source).body
    region = PythonText(source).node((2, 3), statement.col_offset, 4, 2)
    assert region is not None
    assert _text(source, region) == source[6:].strip() if newline != "\r\n" else source[7:-2]


@pytest.mark.parametrize(
    ("source", "respelt"),
    [
        ("rf\"{a}\" RF'b'", "fr\"{a}\" FR'b'"),
        ('fr"{a}" f"r" r"f" xrf"', 'fr"{a}" f"r" r"f" xrf"'),
        (
            'match é:\n case {"é": b, ** rest}: pass\n case {a.é : 1, -1: 2}: pass\n',
            'match é:\n case {"é": b, 0: rest}: pass\n case {0    : 1, -1: 2}: pass\n',
        ),
        ("match = {**a}\nf(**b)\n", "match = {**a}\nf(**b)\n"),
        ("match x:\n case 1: f({**a})\n", "match x:\n case 1: f({**a})\n"),
        ("match x:\n case {**a\n", "match x:\n case {**a\n"),
    ],
    ids=["raw f-string", "others", "mapping patterns", "no pattern", "beside one", "not Python"],
)
def test_respelling_keeps_every_byte_at_its_offset(source: str, respelt: str) -> None:
    assert PythonText(source).respelt == respelt
    assert len(respelt.encode()) == len(source.encode())


def test_where_parsing_stopped() -> None:
    error = PythonText("x = 1\ny = (\n").parse_error
    assert error is not None
    assert error.lineno == 2
    assert PythonText("x = 1\n").parse_error is None
    assert PythonText("-" * 99_999 + "1").parse_error is None
