"""What only development or another system needs is graded lower, and what one may doubt is not."""

from pathlib import Path

import pytest
from packaging.version import Version

from scanner.dependencies import advisories
from scanner.dependencies.pins import pins
from scanner.dependencies.verdicts import advised
from scanner.formats.requirements import DEVELOPMENT, elsewhere, is_development_group
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.dependencies.test_advisories import record

WINDOWS, MACOS = "only Windows needs it", "only macOS needs it"

UV = """version = 1
[[package]]
name = "app"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "used" }, { name = "on-windows", marker = "sys_platform == 'win32'" }]
[package.optional-dependencies]
extra = [{ name = "optional" }]
test = [{ name = "tester" }]
[package.dev-dependencies]
dev = [{ name = "linter" }, { name = "used" }]
"""


def uv(name: str, *asked: str) -> str:
    listed = ", ".join(f'{{ name = "{one}" }}' for one in asked)
    head = f'[[package]]\nname = "{name}"\nversion = "1"\nsource = {{ registry = "x" }}\n'
    return f"{head}dependencies = [{listed}]\n"


def asides(root: Path, name: str, text: str) -> dict[str, str]:
    (root / name).write_text(text)
    return {pin.name: pin.aside for pin in pins(collect(Settings(path=root))).pins}


def test_uv_by_who_asks_for_what(tmp_path: Path) -> None:
    packages = [
        uv("used", "shared"),
        uv("on-windows", "deep-windows", "shared"),
        uv("deep-windows"),
        uv("optional"),
        uv("tester", "deep-tester"),
        uv("deep-tester"),
        uv("linter", "shared"),
        uv("shared"),
        uv("nobody-asks"),
    ]
    assert asides(tmp_path, "uv.lock", UV + "".join(packages)) == {
        "used": "",
        "shared": "",
        "on-windows": WINDOWS,
        "deep-windows": WINDOWS,
        "optional": "",
        "tester": DEVELOPMENT,
        "deep-tester": DEVELOPMENT,
        "linter": DEVELOPMENT,
        "nobody-asks": "",
    }


@pytest.mark.parametrize(
    ("said", "aside"),
    [
        ('category = "dev"', DEVELOPMENT),
        ('category = "main"', ""),
        ('groups = ["dev", "test"]', DEVELOPMENT),
        ('groups = ["main", "dev"]', ""),
        ('groups = ["server"]', ""),
        ("optional = true", ""),
    ],
)
def test_poetry_by_its_groups(said: str, aside: str, tmp_path: Path) -> None:
    text = f'[[package]]\nname = "a"\nversion = "1"\n{said}\n\n[metadata]\nlock-version = "2.1"\n'
    assert asides(tmp_path, "poetry.lock", text) == {"a": aside}


def test_pipenv(tmp_path: Path) -> None:
    text = '{"_meta": {}, "default": {"a": {"version": "==1"}}, "develop": {"a": {"version": "==1"}'
    text += ', "b": {"version": "==1"}}}'
    assert asides(tmp_path, "Pipfile.lock", text) == {"a": "", "b": DEVELOPMENT}


@pytest.mark.parametrize(
    ("name", "text", "aside"),
    [
        ("requirements.txt", "a==1", ""),
        ("requirements-dev.txt", "a==1", DEVELOPMENT),
        ("dev-requirements.txt", "a==1", DEVELOPMENT),
        ("requirements.test.txt", "a==1", DEVELOPMENT),
        ("requirements-device.txt", "a==1", ""),
        ("requirements.txt", "a==1; sys_platform == 'win32'", WINDOWS),
        ("requirements.txt", "a==1; platform_system == 'Darwin' and python_version < '4'", MACOS),
        ("requirements.txt", "a==1; sys_platform == 'win32' or extra == 'x'", ""),
        ("requirements.txt", "a==1; sys_platform != 'win32'", ""),
        ("pyproject.toml", '[project]\ndependencies = ["a==1"]\n', ""),
        ("pyproject.toml", '[dependency-groups]\ndev = ["a==1"]\n', DEVELOPMENT),
        ("pyproject.toml", '[dependency-groups]\nserver = ["a==1"]\n', ""),
        ("pyproject.toml", '[tool.poetry.group.test.dependencies]\na = "1"\n', DEVELOPMENT),
        ("pyproject.toml", '[tool.poetry.dev-dependencies]\na = "1"\n', DEVELOPMENT),
        ("pyproject.toml", '[tool.poetry.dependencies]\na = "1"\n', ""),
        ("pyproject.toml", '[project.optional-dependencies]\ndocs = ["a==1"]\n', DEVELOPMENT),
        ("Pipfile", '[dev-packages]\na = "==1"\n', DEVELOPMENT),
    ],
)
def test_manifests(name: str, text: str, aside: str, tmp_path: Path) -> None:
    assert asides(tmp_path, name, text) == {"a": aside}


@pytest.mark.parametrize("name", ["dev", "unit-tests", "lint", "docs", "ci", "type-check"])
def test_names_of_development(name: str) -> None:
    assert is_development_group(name)


@pytest.mark.parametrize("name", ["", "main", "contest", "devices", "server", "prod", "documents"])
def test_other_names(name: str) -> None:
    assert not is_development_group(name)


def test_a_marker_of_two_systems_is_not_of_one() -> None:
    assert not elsewhere("sys_platform == 'win32' or sys_platform == 'darwin'")


@pytest.mark.parametrize(
    ("fixes", "version", "advice"),
    [
        (["1.2", "1.4", "2.1"], "1.0", "1.4"),
        (["2.1", "3.0"], "1.0", "2.1"),
        (["1.2rc1", "2.0"], "1.0", "2.0"),
        ([], "1.0", None),
    ],
)
def test_the_newest_of_the_same_major_else_the_lowest(
    fixes: list[str], version: str, advice: str | None
) -> None:
    lowest = [{"fixed": fixes[0]}] if fixes else []
    (known,) = advisories.merged([record("PYSEC-1-0", {"introduced": "0"}, *lowest)])
    published = {"thing": tuple(sorted(Version(fix) for fix in fixes))}
    database = advisories.Database((known,), (), published if fixes else {})
    found = advised(database, "thing", Version(version))
    assert (str(found) if found else None) == advice
