import pytest

from scanner.code.claims import only_times_are_read
from scanner.formats.python_ import PythonText
from scanner.model.place import Region

DECODE = 'jwt.decode(token, options={"verify_signature": False})'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(f'def f(token):\n    return {DECODE}["exp"] < now()\n', True, id="ends"),
        pytest.param(f'def f(token):\n    return {DECODE}.get("exp", 0)\n', True, id="get"),
        pytest.param(
            f'def f(token):\n    c = {DECODE}\n    return "exp" in c and c["exp"] < 1\n',
            True,
            id="in",
        ),
        pytest.param(f'def f(token):\n    c = {DECODE}\n    return c["sub"]\n', False, id="who"),
        pytest.param(
            f'def f(token):\n    c = {DECODE}\n    return c["exp"] > 1 and c["role"]\n',
            False,
            id="both",
        ),
        pytest.param(f"def f(token):\n    return {DECODE}\n", False, id="handed-on"),
        pytest.param(f"def f(token):\n    c = {DECODE}\n    g(c)\n", False, id="passed"),
        pytest.param(f"def f(token):\n    c = {DECODE}\n", False, id="unused"),
        pytest.param("def f(:\n", False, id="no-python"),
    ],
)
def test_a_token_that_is_only_asked_when_it_ends(code: str, expected: bool) -> None:
    assert only_times_are_read(PythonText(code), Region(2, 1, 2, 1)) is expected
