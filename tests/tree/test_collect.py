"""Which files are scanned, what each is, and what a hostile tree meets."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree import collect as collecting
from scanner.tree.collect import collect
from scanner.tree.guards import is_example, is_test, makes_others
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind
from scanner.tree.text import decode

Write = Callable[[Mapping[str, str | bytes]], Path]


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def uris(root: Path, *exclude: str) -> list[str]:
    return [source.uri for source in collect(Settings(path=root, exclude=exclude)).sources]


def notes(root: Path) -> dict[str, tuple[str, Level]]:
    return {n.uri: (n.id, n.level) for n in collect(Settings(path=root)).notifications}


@pytest.mark.parametrize(
    ("uri", "content", "kind"),
    [
        (".env", "", FileKind.DOTENV),
        (".env.production", "", FileKind.DOTENV),
        ("deploy/prod.env", "", FileKind.DOTENV),
        ("env.example", "", FileKind.DOTENV),
        ("environment.md", "", FileKind.MARKDOWN),
        ("docker-compose.yml", "", FileKind.COMPOSE),
        ("docker-compose.prod.yaml", "", FileKind.COMPOSE),
        ("compose.yaml", "", FileKind.COMPOSE),
        ("stack.yml", "services:\n  a:\n    image: b\n", FileKind.COMPOSE),
        ("config.yml", "services: none\n", FileKind.TEXT),
        ("Dockerfile", "", FileKind.DOCKERFILE),
        ("docker/Dockerfile.prod", "", FileKind.DOCKERFILE),
        ("app.Dockerfile", "", FileKind.DOCKERFILE),
        ("requirements.txt", "", FileKind.REQUIREMENTS),
        ("requirements-dev.in", "", FileKind.REQUIREMENTS),
        ("uv.lock", "", FileKind.UV_LOCK),
        ("a.py", "", FileKind.PYTHON),
        ("a.ipynb", "", FileKind.NOTEBOOK),
        ("flow.json", '{"data": {"nodes": [], "edges": []}}', FileKind.FLOW),
        ("package.json", "{}", FileKind.TEXT),
        ("logo.png", "\x89PNG\0", FileKind.BINARY),
        ("app.py", "x = 1 #\0", FileKind.PYTHON),
        ("start", "#!/bin/sh\n# \0\n", FileKind.SHELL),
        ("serve", "#!/usr/bin/env -S python3 -u\n", FileKind.PYTHON),
        ("tool", "#!/usr/bin/env -S uv run --script\n", FileKind.PYTHON),
        ("notes", "#!/usr/bin/python-config\n", FileKind.TEXT),
        ("f.json", r'{"d\u0061ta": {"n\u006fdes": [], "edges": []}}', FileKind.FLOW),
        ("s.yaml", '{"services": {"a": {"image": "b"}}}', FileKind.COMPOSE),
        ("s.yml", '"serv\\x69ces":\n  a: {image: b}\n', FileKind.COMPOSE),
        ("s.yaml", "services: {a: b}\n", FileKind.TEXT),
        ("d.json", '{"kind": "Deployment", "apiVersion": "apps/v1"}', FileKind.KUBERNETES),
    ],
)
def test_kind_of_a_file(uri: str, content: str, kind: FileKind) -> None:
    assert classify(uri, content.encode()) is kind


def test_git_decides_what_belongs_to_the_tree(tree: Write) -> None:
    root = tree({"a.py": "", "b.py": "", "ignored.py": "", ".gitignore": "ignored.py\n"})
    git(root, "init", "-q")
    git(root, "add", "a.py")
    assert uris(root) == [".gitignore", "a.py", "b.py"]


def test_a_folder_below_the_repository_is_scanned_alone(tree: Write) -> None:
    root = tree({"a.py": "", "part/b.py": ""})
    git(root, "init", "-q")
    assert uris(root / "part") == ["b.py"]


def test_a_checkout_that_belongs_to_somebody_else(tree: Write) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    root = tree({"a.py": "", "ignored.py": "", ".gitignore": "ignored.py\n"})
    git(root, "init", "-q")
    for path in (root, *root.rglob("*")):
        os.chown(path, 12345, 12345)
    assert uris(root) == [".gitignore", "a.py"]


def test_the_repositorys_own_git_configuration_starts_nothing(tree: Write, tmp_path: Path) -> None:
    root = tree({"a.py": ""})
    marker, program = tmp_path / "started", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    git(root, "init", "-q")
    git(root, "config", "core.fsmonitor", str(program))
    git(root, "config", "core.hooksPath", str(tmp_path))
    assert uris(root) == ["a.py"]
    assert not marker.exists()


def test_without_git_the_folder_is_walked(tree: Write) -> None:
    root = tree({"a.py": "", "node_modules/b.py": "", ".venv/c.py": "", "d/e.py": ""})
    assert uris(root) == ["a.py", "d/e.py"]
    found = {n.uri: (n.id, n.files, n.partly) for n in collect(Settings(path=root)).notifications}
    assert found == {
        "node_modules": ("folder-skipped", 1, True),
        ".venv": ("folder-skipped", 1, True),
    }


def test_a_broken_repository_is_walked_and_said(tree: Write) -> None:
    root = tree({"a.py": "", ".git": "gitdir: /nowhere\n"})
    found = collect(Settings(path=root))
    assert "a.py" in [source.uri for source in found.sources]
    assert [n.id for n in found.notifications] == ["git-not-used"]


def test_links_out_of_the_tree_are_not_followed(tree: Write, tmp_path: Path) -> None:
    root = tree({"a.py": ""})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("x = 1\n")
    (root / "out.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "dangling").symlink_to("nowhere")
    assert uris(root) == ["a.py"]
    assert {uri: note for uri, (note, _) in notes(root).items()} == {
        "out.py": "link-not-followed",
        "folder": "link-not-followed",
        "dangling": "link-not-followed",
    }


def test_a_link_inside_the_tree_is_read_under_its_own_name(tree: Write) -> None:
    root = tree({"data.bin": "x = 1\n", "requirements.txt": "a\n", "conf/a.py": ""})
    (root / "app.py").symlink_to("data.bin")
    (root / "reqs.txt").symlink_to("requirements.txt")
    (root / "linked").symlink_to("conf")
    found = collect(Settings(path=root))
    kinds = {source.uri: source.kind for source in found.sources}
    assert kinds["app.py"] is FileKind.PYTHON
    assert "reqs.txt" not in kinds
    assert found.get("reqs.txt") is not None
    assert [(n.id, n.uri) for n in found.notifications] == [("link-to-folder", "linked")]


def test_a_link_into_the_files_of_git_is_not_followed(tree: Write) -> None:
    root = tree({"a.py": ""})
    git(root, "init", "-q")
    (root / "b.py").symlink_to(".git/config")
    assert uris(root) == ["a.py"]


def test_what_a_checkout_leaves_out_is_named(tree: Write) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    root = tree({"a.py": "", "keys/b.py": "", "model.json": pointer, "sub/x": ""})
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, *identity, "commit", "-qm", "a")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    (root / "module").mkdir()
    git(root, "update-index", "--skip-worktree", "keys/b.py")
    (root / "keys/b.py").unlink()
    (root / "sub/x").unlink()
    found = {n.id: (n.partly, n.files) for n in collect(Settings(path=root)).notifications}
    assert found == {
        "submodule-not-scanned": (True, 0),
        "lfs-pointer": (True, 1),
        "file-not-checked-out": (True, 1),
        "file-missing": (False, 1),
    }


def test_what_is_no_file_is_named(tree: Write) -> None:
    root = tree({"a.py": ""})
    os.mkfifo(root / "pipe.py")
    assert uris(root) == ["a.py"]
    assert notes(root)["pipe.py"] == ("file-not-regular", Level.WARNING)


def test_a_file_over_the_cap_is_named(tree: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "MAX_FILE_BYTES", 10_000)
    root = tree({"a.py": "", "big.json": "x" * 10_001, "video.mp4": b"\0" * 20_000})
    assert uris(root) == ["a.py", "video.mp4"]
    assert notes(root) == {
        "big.json": ("file-too-large", Level.WARNING),
        "video.mp4": ("file-binary", Level.NOTE),
    }


def test_a_tree_over_the_cap_is_named(tree: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "MAX_FILES", 2)
    root = tree({f"{n}.py": "" for n in range(5)})
    assert uris(root) == ["0.py", "1.py"]
    assert notes(root)[""] == ("tree-too-large", Level.WARNING)


def test_a_broken_archive_of_flows_is_named(tree: Write) -> None:
    root = tree({"20260101_desk_flows.zip": b"PK\3\4\0", "assets.zip": b"PK\3\4\0"})
    assert notes(root) == {
        "20260101_desk_flows.zip": ("archive-not-read", Level.WARNING),
        "": ("archive-not-opened", Level.NOTE),
    }


def test_a_name_that_is_no_text_is_named(tree: Write) -> None:
    root = tree({"a.py": ""})
    (root / os.fsdecode(b"\xff.py")).touch()
    assert uris(root) == ["a.py"]
    assert [note for note, _ in notes(root).values()] == ["file-name-not-text"]


def test_a_submodule_that_is_checked_out_is_scanned(tree: Write, tmp_path: Path) -> None:
    root = tree({"a.py": ""})
    module = tmp_path / "module"
    module.mkdir()
    (module / "b.py").write_text("")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    git(module, "init", "-q")
    git(module, "add", ".")
    git(module, *identity, "commit", "-qm", "a")
    git(root, "init", "-q")
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(module), "sub")
    assert "sub/b.py" in uris(root)


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        pytest.param("docs", ["a.py", "src/docs/c.py"], id="a folder"),
        pytest.param("docs/", ["a.py", "src/docs/c.py"], id="with a slash"),
        pytest.param("./docs/*", ["a.py", "src/docs/c.py"], id="a glob"),
        pytest.param("*/docs", ["a.py", "docs/b.py"], id="a folder below"),
        pytest.param("*.py", [], id="everything"),
    ],
)
def test_exclude(tree: Write, pattern: str, left: list[str]) -> None:
    root = tree({"a.py": "", "docs/b.py": "", "src/docs/c.py": ""})
    assert uris(root, pattern) == left


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"a\xc3\xa9", "aé", "utf-8-sig"),
        (b"\xef\xbb\xbfa", "a", "utf-8-sig"),
        ("aé".encode("utf-16"), "aé", "utf-16"),
        (b"a\xe9", "aé", "latin-1"),
        (b"\xff\xfea", "ÿþa", "latin-1"),
        ("aé".encode("utf-16-le"), "aé", "utf-16"),
        ("image: aé\n".encode("utf-16-be"), "image: aé\n", "utf-16"),
        ("aé".encode("utf-32"), "aé", "utf-32"),
        pytest.param(
            b"\xff\xfe#!/bin/sh\n" + b"export A=true\n" * 4,
            "ÿþ#!/bin/sh\n" + "export A=true\n" * 4,
            "latin-1",
            id="a mark before 8-bit text",
        ),
        pytest.param(b"A=tr\0ue # \0", "A=true # ", "utf-8-sig", id="NUL"),
    ],
)
def test_decoding(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


def test_what_is_not_utf8_is_said(tree: Write) -> None:
    assert notes(tree({"a.py": b"x = '\xe9'\n"})) == {"a.py": ("file-not-utf8", Level.NOTE)}


def test_templates_and_tests_by_name() -> None:
    assert is_example(".env.example")
    assert is_example("deploy/sample.env")
    assert not is_example("example/.env")
    assert is_test("tests/app.py")
    assert is_test("src/test_app.py")
    assert not is_test("src/latest.py")
    assert makes_others("app/templates/component.py")
    assert makes_others("{{cookiecutter.name}}/main.py")
    assert makes_others("component_template.py")
    assert not makes_others("app/templating.py")


def test_a_file_of_too_many_lines_is_left_to_secrets(
    tree: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MAX_LINES", 10)
    root = tree({"compose.yml": "\n" * 11, "a.sh": "\r" * 11, "b.sh": "\n" * 9, "a.txt": "\n" * 99})
    kinds = {source.uri: source.kind for source in collect(Settings(path=root)).sources}
    assert kinds == {
        "compose.yml": FileKind.TEXT,
        "a.sh": FileKind.TEXT,
        "b.sh": FileKind.SHELL,
        "a.txt": FileKind.TEXT,
    }
    refused = {uri for uri, (identifier, _) in notes(root).items() if identifier == "file-too-long"}
    assert refused == {"compose.yml", "a.sh"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"KEY=value\n\0\n", FileKind.TEXT),
        ("KEY=value\n".encode("utf-16-le"), FileKind.TEXT),
        ("KEY=välue\n\0".encode(), FileKind.TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind.BINARY),
        (b"\x7fELF\x02\x01\x01\0", FileKind.BINARY),
        (b"SQLite format 3\0\x10\0\x01\x01", FileKind.BINARY),
        (b"name" + b"\0" * 96, FileKind.BINARY),
    ],
)
def test_a_nul_alone_makes_no_nameless_file_binary(data: bytes, kind: FileKind) -> None:
    assert classify("config", data) is kind
