"""JSON that a program wrote in one line: read as completely as any other, and in due time."""

import json

from scanner.secrets.lines import lines_of
from tests.making import assert_cost_grows_with_size


def one_line(size: int) -> str:
    values = [{"name": f"n{number}", "code": "x = 1\n" * 40} for number in range(size)]
    return '{"twice": "first", "twice": "second", "key of\\nits own": ' + json.dumps(values) + "}"


def test_keys_and_values_given_twice_are_lines_at_their_place() -> None:
    text = one_line(1000)
    distinct = [line for line in lines_of(text, "flow.json", "flow") if line.is_raw]
    assert len(distinct) < 10
    raw = [each for line in distinct for each in (line, *line.again())]
    assert len(raw) > 1000
    assert all(text.startswith(line.text, line.base) for line in raw)
    raw.sort(key=lambda line: line.base)
    together = "".join(line.text for line in raw)
    assert "first" in together
    assert "second" not in together
    assert "key of\\nits own" in together
    assert "x = 1" not in together


def test_cost_is_in_line_with_size() -> None:
    assert_cost_grows_with_size(lambda size: lines_of(one_line(size), "flow.json", "flow"), 1000)
