"""The comment of a pull request: known by its first line, under GitHub's limit, inert."""

from dataclasses import replace

from scanner.model.finding import BaselineState, Edit, Finding
from scanner.model.place import Location, Region
from scanner.render import comment
from tests.making import finding
from tests.render.test_other_places import report


def numbered(number: int, message: str = "what is wrong") -> Finding:
    place = Location(f"a{number}.py", Region(number + 1, 1, number + 1, 2))
    return replace(finding(), location=place, message=message, fingerprint=str(number))


def test_new_findings_are_listed_with_what_to_write() -> None:
    one = replace(numbered(1), fix="x=1", edit=Edit(Region(1, 1, 1, 2), "x=1"))
    text = comment.render(report(one))
    assert text.startswith(comment.MARK + "\n")
    assert "**1 new finding**" in text
    assert "a1.py:2" in text
    assert "write: <code>x=1</code>; `langflow-scan fix` writes it" in text


def test_known_findings_are_only_counted() -> None:
    made = report(numbered(1))
    known = tuple(replace(f, baseline_state=BaselineState.UNCHANGED) for f in made.findings)
    text = comment.render(replace(made, findings=known, compared="the base"))
    assert "**No new finding**" in text
    assert "a1.py" not in text


def test_what_is_fixed_is_listed() -> None:
    text = comment.render(replace(report(), gone=tuple(numbered(n) for n in range(12))))
    assert "### Fixed: 12" in text
    assert "and 2 more" in text


def test_it_fits_and_says_what_does_not() -> None:
    many = [numbered(number, "<b>" * 5_000) for number in range(400)]
    text = comment.render(report(*many))
    assert len(text) < 65_536
    assert "more are in the job summary" in text
    assert "<b>" not in text


def test_text_of_the_repository_is_inert() -> None:
    text = comment.render(report(numbered(1, "@everyone [x](https://evil.invalid) <img src=x>")))
    assert "@everyone" not in text
    assert "<img" not in text
    assert "](https://evil" not in text
