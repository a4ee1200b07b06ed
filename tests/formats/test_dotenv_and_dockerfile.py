"""Readers of .env files and Dockerfiles: values, and regions that show just the assignment."""

import pytest

from scanner.errors import ReadError
from scanner.formats import dockerfile, dotenv
from scanner.formats.positions import Lines
from scanner.model.place import Region


def shown(text: str, region: Region) -> str:
    lines = Lines(text)
    start = lines.offset(region.start_line, region.start_column)
    return text[start : lines.offset(region.end_line, region.end_column)]


def test_dotenv_values_and_regions() -> None:
    text = "# a comment\nexport A=1\nB='x y'  # note\nC\nD=\nE=a=b # c\n"
    assignments, bad = dotenv.read(text)
    assert bad == ()
    assert [(a.name, a.value) for a in assignments] == [
        ("A", "1"),
        ("B", "x y"),
        ("C", None),
        ("D", ""),
        ("E", "a=b"),
    ]
    assert [shown(text, a.region) for a in assignments] == ["A=1", "B='x y", "C", "D=", "E=a=b"]


def test_dotenv_names_lines_that_do_not_parse() -> None:
    assignments, bad = dotenv.read("A=1\n=nothing\nB=2\n")
    assert [a.name for a in assignments] == ["A", "B"]
    assert bad == (2,)


def test_dockerfile_instructions() -> None:
    text = (
        "# syntax=docker/dockerfile:1\n"
        "FROM python:3.12 AS build\n"
        "ENV A=1 \\\n"
        "  # a comment inside\n"
        '    B="two words"\n'
        "RUN <<EOF\nUSER root\nEOF\n"
        "env OLD style value\n"
        "USER 1000\n"
    )
    found = dockerfile.read(text)
    assert [i.name for i in found] == ["FROM", "ENV", "RUN", "ENV", "USER"]
    assert found[2].body == "USER root\n"
    lines = Lines(text)
    pairs = [pair for i in found if i.name == "ENV" for pair in dockerfile.pairs(i, lines)]
    assert [(p.name, p.value) for p in pairs] == [
        ("A", "1"),
        ("B", "two words"),
        ("OLD", "style value"),
    ]
    assert [shown(text, p.region) for p in pairs] == ["A=1", 'B="two words"', "OLD style value"]


def test_dockerfile_escape_directive() -> None:
    found = dockerfile.read("# escape=`\nRUN dir `\n  C:\\\nUSER app\n")
    assert [i.name for i in found] == ["RUN", "USER"]


def test_dockerfile_refuses_an_endless_line() -> None:
    with pytest.raises(ReadError, match="more than"):
        dockerfile.read("RUN " + "x" * 5_000_000)
