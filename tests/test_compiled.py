"""What is compiled says what the rule files say, and nothing that is kept is believed blindly."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import yaml

from scanner import compiled, rules
from scanner.commands import listing

ROOT = rules.rulesets()


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "cache" / compiled.NAME
    monkeypatch.setattr(compiled, "_places", lambda: iter([place]))
    compiled._forms.cache_clear()
    yield place
    compiled._forms.cache_clear()


def _texts() -> dict[str, bytes]:
    return {relative: path.read_bytes() for relative, path in compiled._files(ROOT)}


def test_every_file_says_the_same_compiled() -> None:
    for relative, text in _texts().items():
        packed = compiled.packed(ROOT, relative, text)
        assert packed is not None, relative
        assert msgspec.msgpack.decode(packed) == yaml.safe_load(text), relative


def test_what_was_kept_is_used_by_the_next_run(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.packed(ROOT, "guards.yml", b"")
    assert kept.is_file()
    compiled._forms.cache_clear()
    monkeypatch.setattr(compiled, "parsed", lambda text: pytest.fail("was parsed again"))
    assert compiled.packed(ROOT, "guards.yml", (ROOT / "guards.yml").read_bytes())


def test_a_text_that_changed_is_read_itself() -> None:
    assert compiled.packed(ROOT, "guards.yml", b"other: text") is None


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x81", msgspec.msgpack.encode({"a": [1, 2]})])
def test_a_damaged_form_is_made_anew(kept: Path, damage: bytes) -> None:
    kept.parent.mkdir()
    kept.write_bytes(damage)
    assert compiled.packed(ROOT, "guards.yml", (ROOT / "guards.yml").read_bytes())
    assert len(kept.read_bytes()) > 10_000


def test_a_form_with_another_text_for_a_digest_counts_for_that_text_alone(kept: Path) -> None:
    forms = {name: (b"x" * 32, msgspec.msgpack.encode({"owned": True})) for name in _texts()}
    kept.parent.mkdir()
    kept.write_bytes(msgspec.msgpack.encode(forms))
    assert compiled.packed(ROOT, "guards.yml", (ROOT / "guards.yml").read_bytes()) is None


def test_another_folder_of_rules_is_never_kept(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "guards.yml").write_text("a: 1", "utf-8")
    assert compiled.packed(tmp_path, "guards.yml", b"a: 1") is None
    assert not kept.exists()


def test_a_date_is_left_to_the_text() -> None:
    with pytest.raises(TypeError):
        compiled._form(yaml.safe_load("2026-01-01"))


def test_the_page_of_a_name_is_what_all_rules_of_that_name_have() -> None:
    for file in sorted(Path("docs/rules").glob("*.md")):
        quick = listing._own_page(file.stem)
        assert not quick or quick == listing._pages(file.stem), file.name


@pytest.mark.parametrize("name", ["../README", "/etc/passwd", "a/b", ""])
def test_a_page_is_a_name_and_no_path(name: str) -> None:
    assert rules.page_named(name) == ""


def test_explain_loads_neither_engines_nor_yaml() -> None:
    code = "import sys; from scanner import cli; cli.main(['explain', 'LF-AUTH-001']); "
    code += "print([m for m in ('scanner.engines', 'rich', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
