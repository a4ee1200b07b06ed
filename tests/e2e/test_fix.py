"""`fix` on the example: shows first, writes when asked, and changes nothing but what it shows."""

import difflib
import shutil
import stat
from pathlib import Path

import pytest

from scanner import cli, command_line

pytestmark = pytest.mark.engines

EXAMPLE = Path(__file__).parents[2] / "examples" / "vulnerable"


def run(*words: str) -> int:
    return cli.run(command_line.parse([*words, "--offline", "true"])).code


def texts(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_it_shows_then_writes_and_a_second_time_has_nothing_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "project"
    shutil.copytree(EXAMPLE, root)
    (root / "requirements.txt").chmod(0o640)
    compose = root / "docker-compose.yml"
    compose.write_bytes(compose.read_bytes().replace(b"\n", b"\r\n"))
    before = texts(root)
    assert run("fix", str(root)) == 0
    shown = capsys.readouterr().out
    assert texts(root) == before
    assert "+LANGFLOW_AUTO_LOGIN=false" in shown
    assert "nothing was written: --write writes them" in shown
    for line in (root / ".env").read_text().splitlines():
        name, _, value = line.partition("=")
        if name.endswith(("PASSWORD", "KEY", "SECRET")):
            assert value not in shown.split()

    assert run("fix", str(root), "--write") == 0
    written = capsys.readouterr().out
    assert "written: edits that end" in written
    after = texts(root)
    assert after.keys() == before.keys()
    changed = [name for name in after if after[name] != before[name]]
    assert {".env", "docker-compose.yml", "requirements.txt"} <= {*changed}
    for name in changed:
        old, new = (text[name].decode().splitlines(keepends=True) for text in (before, after))
        assert len(old) == len(new), "lines are changed, and none is added or taken"
        moved = sum(line.startswith("+") for line in difflib.ndiff(old, new))
        assert 0 < moved < 6
    assert after["docker-compose.yml"].count(b"\r\n") == before["docker-compose.yml"].count(b"\r\n")
    assert stat.S_IMODE((root / "requirements.txt").stat().st_mode) == 0o640

    assert run("fix", str(root)) == 0
    assert "no finding can be ended by an edit" in capsys.readouterr().out


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    from scanner.commands import fix
    from scanner.errors import OutputError
    from scanner.tree.source import FileKind, Source

    (tmp_path / "a.env").write_text("X=2\n")
    source = Source("a.env", FileKind.DOTENV, b"X=1\n")
    made = fix.Fixes((source,), {"a.env": "X=3\n"}, (), (), 0)
    with pytest.raises(OutputError, match="has changed since it was scanned"):
        fix.write(made, tmp_path, tmp_path)
    assert (tmp_path / "a.env").read_text() == "X=2\n"
