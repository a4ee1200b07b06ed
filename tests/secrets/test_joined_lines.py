"""Values that a program writes in pieces."""

import pytest

from scanner.secrets.joined_lines import joined_lines
from scanner.secrets.lines import lines_of

FIRST, SECOND = "abcdEFGH1234", "ijklMNOP5678"
WHOLE = f'"{FIRST}{SECOND}"'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'KEY = "{FIRST}" "{SECOND}"', id="next to each other"),
        pytest.param(f'KEY = "{FIRST}" + "{SECOND}"', id="added"),
        pytest.param(f"KEY = (\n    '{FIRST}'\n    '{SECOND}'\n)", id="on lines"),
        pytest.param(f'KEY = "{FIRST}" \\\n    "{SECOND}"', id="on a continued line"),
        pytest.param(f"const key = `{FIRST}` +\n  '{SECOND}';", id="JavaScript"),
        pytest.param(f"$key = '{FIRST}' . '{SECOND}';", id="PHP"),
    ],
)
def test_pieces_are_one_value_where_they_stand(text: str) -> None:
    (line,) = joined_lines(text)
    assert (line.text, line.is_raw) == (WHOLE, True)
    start, end = line.span(text, 1, len(FIRST))
    assert text[start] == text[end - 1] or {text[start], text[end - 1]} <= {"'", "`"}
    assert FIRST in text[start:end]
    assert SECOND in text[start:end]
    assert line.text in {one.text for one in lines_of(text, "a.py", "python")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'["{FIRST}", "{SECOND}"]', id="a list"),
        pytest.param(f'{{"{FIRST}": "{SECOND}"}}', id="a mapping"),
        pytest.param('print("a long text in", "several words" " for people")', id="prose"),
        pytest.param(f'KEY = "{FIRST}"', id="one piece"),
        pytest.param(f'a = "{FIRST}"\nb = "{SECOND}"', id="two values"),
    ],
)
def test_what_is_not_one_value_is_left_alone(text: str) -> None:
    assert list(joined_lines(text)) == []
