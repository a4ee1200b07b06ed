"""The quick writer gives the same bytes as Python's own."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.rule import Kind, Severity
from scanner.render.written import written

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_it_is_what_python_writes(value: object) -> None:
    assert written(value) == json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    "value",
    [
        {"a": (1, 2), "kind": Kind.CODE, "severity": Severity.HIGH, "score": 9.8},
        {"half": "\ud83d"},
        [0.1, 10.0, 6.5],
    ],
)
def test_it_takes_what_reports_hold(value: object) -> None:
    assert written(value) == json.dumps(value, indent=2, ensure_ascii=False) + "\n"
