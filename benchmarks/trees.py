"""The trees that are measured, made from released wheels: nothing in them is made up but changes.

A file of Langflow's own is known by its digest and is left out of a scan, so each source gets a
last line of its own: a fork that has touched every file. `M0` is the same tree as it was released.
"""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

WHEELS = ("lfx==1.13.0", "langflow-base==1.13.0")
COPIES = 5
"""Of L in XL, each altered in another way."""
_STARTERS = "langflow/initial_setup/starter_projects/"
_FRONTEND = "langflow/frontend/"
_MARK = {".py": "\n# a fork's own line {}\n", ".js": "\n// a fork's own line {}\n"}
_ENVIRONMENT = "LANGFLOW_AUTO_LOGIN=false\nLANGFLOW_LOG_LEVEL=info\n"
_COMPOSE = """services:
  langflow:
    image: langflowai/langflow:1.13.0
    env_file: .env
    ports: ["127.0.0.1:7860:7860"]
"""
_DOCKERFILE = "FROM langflowai/langflow:1.13.0\nCOPY components /app/components\n"
SMALL_COMPONENTS, SMALL_FLOWS = 10, 8


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a wheel."""

    name: str
    data: bytes


def fetched(folder: Path) -> tuple[Path, ...]:
    """The wheels, downloaded by pip where they are not in `folder` yet."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder), *WHEELS]
    subprocess.run(command, check=True)  # noqa: S603 - names of ours
    return tuple(sorted(folder.glob("*.whl")))


def members(wheels: tuple[Path, ...]) -> Iterator[Member]:
    """Every file of the wheels that is code or data, in their order."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                if not info.is_dir() and ".dist-info/" not in info.filename:
                    yield Member(info.filename, archive.read(info))


def _small(all_: list[Member], target: Path) -> None:
    """A user's repository: components of their own, flows, and how they are deployed."""
    named = [m for m in all_ if m.name.startswith("lfx/components/") and len(m.data) > 2000]
    for member in [m for m in named if m.name.endswith(".py")][:SMALL_COMPONENTS]:
        _write(target / "components" / PurePosixPath(member.name).name, _altered(member, 1))
    flows = [m for m in all_ if m.name.startswith(_STARTERS) and m.name.endswith(".json")]
    for member in flows[:SMALL_FLOWS]:
        _write(target / "flows" / PurePosixPath(member.name).name, member.data)
    for name, text in ((".env", _ENVIRONMENT), ("compose.yaml", _COMPOSE)):
        _write(target / name, text.encode())
    _write(target / "Dockerfile", _DOCKERFILE.encode())


def _middle(all_: list[Member], target: Path, mark: int = 1) -> None:
    for member in all_:
        if member.name.startswith(("lfx/", _STARTERS)):
            _write(target / member.name, _altered(member, mark))


def _as_released(all_: list[Member], target: Path) -> None:
    _middle(all_, target, 0)


def _large(all_: list[Member], target: Path, mark: int = 1) -> None:
    for member in all_:
        if not member.name.startswith(_FRONTEND):
            _write(target / member.name, _altered(member, mark))


def _with_frontend(all_: list[Member], target: Path) -> None:
    for member in all_:
        _write(target / member.name, _altered(member, 1))


def _largest(all_: list[Member], target: Path) -> None:
    for number in range(1, COPIES + 1):
        _large(all_, target / f"copy-{number}", number)


def _altered(member: Member, mark: int) -> bytes:
    """The file with a line that no release has, and that changes nothing else; 0 for no line."""
    line = _MARK.get(PurePosixPath(member.name).suffix, "")
    return member.data + line.format(mark).encode() if mark and line else member.data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


TREES: dict[str, tuple[str, Callable[[list[Member], Path], None]]] = {
    "S": ("a user's repository: 10 components, 8 flows, a deployment", _small),
    "M": ("lfx and the starter projects, each source altered", _middle),
    "M0": ("the same as released: known by digest", _as_released),
    "L": ("lfx and langflow-base without the web pages, altered", _large),
    "J": ("the same with the web pages", _with_frontend),
    "XL": ("five copies of L, each altered in another way", _largest),
}
"""By name: what it is, and what makes it."""


def build(names: tuple[str, ...], folder: Path) -> dict[str, Path]:
    """The trees of these names below `folder`; what is there already is used as it is."""
    found = {name: folder / "trees" / name for name in names}
    missing = [name for name, path in found.items() if not (path / "complete").exists()]
    if missing:
        all_ = list(members(fetched(folder / "wheels")))
        for name in missing:
            TREES[name][1](all_, found[name] / "tree")
            (found[name] / "complete").touch()
    return {name: path / "tree" for name, path in found.items()}
