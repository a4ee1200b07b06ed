"""Reports: whole or not at all, through no link of the repository, and known again by content."""

import os
import resource
from pathlib import Path

import pytest

from scanner import cli, outputs
from scanner.errors import ExitCode, OutputError
from scanner.render import RENDERERS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "checkout"
    made.mkdir()
    return made


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_report_is_written_and_replaced_whole(root: Path) -> None:
    for text in ("first", "second"):
        outputs.write(root / "deep" / "er" / "a.sarif", text, root)
        assert (root / "deep/er/a.sarif").read_text() == text
    assert left(root / "deep/er") == ["a.sarif"]


def test_a_link_inside_the_checkout_is_refused(root: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "a").write_text("precious")
    (root / "a.sarif").symlink_to(victim / "a")
    (root / "out").symlink_to(victim)
    for path in (root / "a.sarif", root / "out" / "b", root / "out" / "deep" / "b"):
        with pytest.raises(OutputError, match="is a link"):
            outputs.write(path, "x", root)
        with pytest.raises(OutputError, match="is a link"):
            outputs.probe([path], root)
    assert left(victim) == ["a"]
    assert (victim / "a").read_text() == "precious"


def test_a_link_of_the_user_above_the_checkout_is_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    outputs.write(tmp_path / "link" / "a", "x", root)
    assert (tmp_path / "real" / "a").read_text() == "x"


def test_what_cannot_be_written_whole_is_not_there(root: Path) -> None:
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            outputs.write(root / "a", "x" * 5000, root)
        except OutputError as error:
            os._exit(2 if "free some space" in error.hint else 3)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert left(root) == []


def test_a_folder_in_the_way_is_said(root: Path) -> None:
    (root / "a").mkdir()
    with pytest.raises(OutputError, match="Is a directory"):
        outputs.probe([root / "a"], root)


def test_a_pipe_of_the_checkout_is_refused(root: Path) -> None:
    os.mkfifo(root / "langflow-scan.sarif")
    target = root / "langflow-scan.sarif"
    with pytest.raises(OutputError, match="pipe or a device of the scanned folder"):
        outputs.probe([target], root)
    with pytest.raises(OutputError, match="pipe or a device of the scanned folder"):
        outputs.write(target, "x", root)


def test_a_device_is_written_to(root: Path) -> None:
    outputs.write(Path("/dev/null"), "x", root)
    assert Path("/dev/null").is_char_device()


def test_reports_are_known_by_their_content(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".env").write_text("A=b\n")
    monkeypatch.chdir(root)
    words = ["scan", ".", "--scanners", "langflow", "--offline", "true"]
    words += [
        "--formats",
        "json,html,comment,markdown,cyclonedx,full-sarif,junit,gitlab-sast,gitlab-code-quality",
    ]
    assert cli.main(words) == ExitCode.PASS
    written = [root / "langflow-scan.sarif", *(root / "langflow-scan-out").iterdir()]
    assert len(written) == len(RENDERERS) + 1
    assert all(outputs.is_ours(path) for path in written)
    first = [path.read_bytes() for path in written if path.suffix == ".sarif"]
    assert cli.main(words) == ExitCode.PASS
    assert [path.read_bytes() for path in written if path.suffix == ".sarif"] == first


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("langflow-scan.sarif", "services: {}\n"),
        ("a.sarif", '{"$schema": "", "version": "", "runs": [], "services": {}}'),
        ("a.sarif", '{"$schema": "", "version": "", "runs": [{"tool": {"driver": {}}}]}'),
        ("a.json", '{"tool": "langflow-scan", "data": {"nodes": []}}'),
        ("a.json", "["),
        ("a.html", "<!doctype html><p>"),
        ("a.py", "## langflow-scan: x"),
    ],
)
def test_other_files_are_not_ours(name: str, text: str, root: Path) -> None:
    (root / name).write_text(text)
    assert not outputs.is_ours(root / name)
