"""What a field is before anybody sets it: read from the code, or known from a release."""

import json
import zipfile
from pathlib import Path

import pytest

from scanner.review import defaults, values
from tools import build_components, build_defaults

CODE = """class Model(Base):
    inputs = [
        *Base.inputs,
        Text(name="url", value=URLS[0]),
        Text(name="city", value="Rome"),
        Text(name="note"),
    ]
"""
TEMPLATE = {
    "_type": "Component",
    "code": {"value": CODE},
    "url": {"value": "https://models.example"},
    "city": {"value": "Rome"},
    "note": {"value": "Hello"},
    "keep": {"value": True},
    "empty": {"value": ""},
}


@pytest.fixture(autouse=True)
def _released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = {"entries": [["models", {"Model": {"template": TEMPLATE}, "Old": {"template": {}}}]]}
    wheel = tmp_path / "lfx-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(build_components.INDEX, json.dumps(index))
        archive.writestr("lfx/base/other.py", "x = 1\n")
    seen: set[int] = set()
    known = frozenset(build_defaults.digests(wheel, seen))
    assert not [*build_defaults.digests(wheel, seen)]
    assert len(known) == 3  # what the code says itself is left out
    monkeypatch.setattr(defaults, "_released", lambda: known)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("url", "https://models.example", True, id="computed"),
        pytest.param("url", "https://evil.example", False, id="set to something else"),
        pytest.param("url", "", True, id="computed and empty"),
        pytest.param("note", "Hello", True, id="filled in by the class of the field"),
        pytest.param("city", "Rome", True, id="a literal"),
        pytest.param("city", "Paris", False, id="not the literal"),
        pytest.param("city", "", False, id="a literal that was taken out"),
        pytest.param("keep", True, True, id="inherited"),
        pytest.param("keep", "https://models.example", False, id="the default of another field"),
        pytest.param("other", True, False, id="of no release"),
    ],
)
def test_a_default(name: str, value: object, said: bool) -> None:
    assert defaults.is_default(CODE, name, value) is said


def test_what_one_code_computes_is_no_default_of_another() -> None:
    other = CODE.replace("URLS[0]", "pick()")
    assert not defaults.is_default(other, "url", "https://models.example")
    assert defaults.is_default(other, "keep", True)  # it inherits that all the same


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (False, "False", True),
        ("true", True, True),
        (True, "False", False),
        (False, "", True),
        (True, "", False),
        (True, 1, False),
        ([{"name": "Local", "chosen": False}], [{"name": "Local"}], True),
        ([{"name": "Local", "chosen": True}], [{"name": "Local"}], False),
        (["a", "b"], ["b", "a"], False),
    ],
)
def test_releases_spell_a_value_in_several_ways(one: object, other: object, said: bool) -> None:
    assert values.are_equal(one, other) is said
    assert values.are_equal(other, one) is said
