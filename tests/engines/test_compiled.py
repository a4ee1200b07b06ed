"""Compiled Python that was committed: keys of known forms in it, found by their bytes."""

import marshal
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from scanner.engines.detect_secrets.engine import DetectSecrets
from scanner.model.finding import Finding
from scanner.secrets import known
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.engines.planted import draw, sample_of

FORMS = {row.name: row for row in known.formats()}


def compiled(code: str) -> bytes:
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(code, "app.py", "exec"))


def found(root: Path) -> list[Finding]:
    settings = Settings(path=root)
    outcomes = DetectSecrets().run(collect(settings), settings)
    return [one for one in outcomes if isinstance(one, Finding)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "notes.txt").write_text("nothing\n")
    (tmp_path / "kept").mkdir()
    return tmp_path


def test_a_known_key_in_compiled_code_is_found_at_the_file(root: Path) -> None:
    value = sample_of(FORMS["Langflow API Key"])
    path = root / "kept" / "app.cpython-312.pyc"
    path.write_bytes(compiled("x = 1\n" * 3000 + f"KEY = {value!r}\nprint(KEY)\n"))
    (finding,) = found(root)
    assert finding.location.uri == "kept/app.cpython-312.pyc"
    assert finding.location.region.start_line == 1
    assert value not in repr(finding)


def test_names_and_texts_of_code_are_no_keys(root: Path) -> None:
    code = f'"""password: {draw(20)}"""\nPASSWORD = {draw(20)!r}\napi_key = {draw(32)!r}\n'
    (root / "app.pyc").write_bytes(compiled(code))
    assert found(root) == []


def test_what_is_only_called_so_is_left_alone(root: Path) -> None:
    value = sample_of(FORMS["Langflow API Key"])
    (root / "app.pyc").write_bytes(b"\0\1\2\3" + value.encode())
    assert found(root) == []
