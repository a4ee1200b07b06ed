"""The lines around a finding: the right ones, cut, and never with a secret in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from scanner.findings import excerpts
from scanner.model.finding import Excerpt
from scanner.model.place import Location, Region
from scanner.model.rule import Kind
from scanner.tree.source import FileKind, Source, Tree
from tests.making import finding

PASSWORD = "hunter" + "two"
RANDOM = "kQ3vZt" + "81LmXw0PbR7sYd"


def excerpt(
    text: str, line: int, *, column: int = 1, name: str = "a.yml", secret: Region | None = None
) -> Excerpt | None:
    source = Source(name, FileKind.TEXT, text.encode())
    place = Location(name, Region(line, column, line, column + 3))
    found = [replace(finding(), location=place)]
    if secret is not None:
        rule = replace(finding().rule, kind=Kind.SECRETS)
        found.append(replace(finding(), rule=rule, location=Location(name, secret)))
    return excerpts.attached(found, Tree(Path("/"), (source,)))[0].excerpt


def shown(text: str, line: int, **others: object) -> str:
    made = excerpt(text, line, **others)  # type: ignore[arg-type]
    assert made is not None
    return "\n".join(made.lines)


def test_two_lines_on_each_side() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 10))
    assert excerpt(text, 5) == Excerpt(3, 5, 5, tuple(f"line {n}" for n in range(3, 8)))
    assert excerpt(text, 1) == Excerpt(1, 1, 1, ("line 1", "line 2", "line 3"))
    assert shown("a\r\nb\r\n", 2) == "a\nb"


def test_a_place_in_no_text_has_none() -> None:
    found = replace(finding(), location=Location("a.zip!/b", Region(1, 1, 1, 2)))
    assert excerpts.attached([found], Tree(Path("/"), ()))[0].excerpt is None
    assert excerpt("\0\0\0", 1) is None


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "x" * 3000 + " here " + "y" * 3000
    (text,) = shown(line, 1, column=3002).splitlines()
    assert "here" in text
    assert len(text) < 170
    assert text.startswith("…")
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (".env", f"DB_PASSWORD={PASSWORD}"),
        (".env", f"export DB_PASSWORD = {PASSWORD}"),
        ("a.yml", f"  password: {PASSWORD}"),
        ("a.yml", f"  - DB_PASSWORD={PASSWORD} # of the database"),
        ("a.json", f'  "password": "{PASSWORD}",'),
        ("run.sh", f"mysql --password {PASSWORD} db"),
        ("run.sh", f"mysql -u root --password={PASSWORD} db"),
        ("a.yml", f"url: postgres://admin:{PASSWORD}@db/langflow"),
        ("a.py", f'connect(password="{PASSWORD}")'),
        ("a.tf", f'master_password = "{PASSWORD}"'),
        ("notes.txt", f"it is {RANDOM}"),
        ("a.py", f'key = "{RANDOM}"'),
    ],
)
def test_what_may_be_a_secret_is_not_shown(name: str, line: str) -> None:
    for at in (1, 2, 3):
        text = "\n".join(["first"] * at + [line, "last"])
        assert PASSWORD not in shown(text, 2, name=name)
        assert RANDOM not in shown(text, 2, name=name)


@pytest.mark.parametrize(
    "line",
    [
        "  image: langflowai/langflow:1.9.0",
        "LANGFLOW_AUTO_LOGIN=true",
        "  password: ${DB_PASSWORD}",
        "POSTGRES_PASSWORD: ${DB_PASSWORD:?}",
    ],
)
def test_what_is_none_is_shown(line: str) -> None:
    assert shown(f"a: 1\n{line}\n", 2) == f"a: 1\n{line}"


@pytest.mark.parametrize("key", ["value", "  value", "- default", '"value"'])
def test_the_value_of_a_name_in_the_next_line_is_not_shown(key: str) -> None:
    line = f"{key}: {PASSWORD}"
    assert PASSWORD not in shown(f"- name: DB_PASSWORD\n{line}\n", 2)
    assert PASSWORD not in shown(f"{line}\nname: DB_PASSWORD\n", 1)
    assert PASSWORD in shown(f"- name: GREETING\n{line}\n", 2)


def test_what_was_reported_as_a_secret_is_not_shown_whatever_it_looks_like() -> None:
    line = "greeting: good morning everybody"
    region = Region(2, 11, 2, len(line) + 1)
    text = shown(f"a: 1\n{line}\nb: 2\n", 3, secret=region)
    assert "morning" not in text
    assert "greeting: ****" in text


def test_a_secret_of_several_lines_is_not_shown() -> None:
    text = "-----BEGIN\nabc def\nghi jkl\n-----END\nafter\n"
    assert "abc" not in shown(text, 5, secret=Region(1, 1, 4, 9))
    assert "ghi" not in shown(text, 5, secret=Region(1, 1, 4, 9))


def test_the_least_urgent_of_many_have_none() -> None:
    source = Source("a.yml", FileKind.TEXT, b"a\n" * 1500)
    found = [
        replace(finding(), location=Location("a.yml", Region(line, 1, line, 2)))
        for line in range(1, 1502)
    ]
    made = excerpts.attached(found, Tree(Path("/"), (source,)))
    assert sum(one.excerpt is not None for one in made) == excerpts.MOST
