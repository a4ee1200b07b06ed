"""Makes `rulesets/knowledge/settings.json` from released wheels.

    pip download --no-deps --dest WHEELS langflow-base==... lfx==... langflow==...
    python -m tools.build_langflow_facts WHEELS

The wheels are read as archives; nothing in them is imported. A new release needs only its wheels
and a new run.
"""

import argparse
import ast
import json
import re
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from math import prod
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

from scanner.rules import rulesets

SETTINGS = re.compile(r"^(langflow|lfx)/services/settings/(?!__init__|constants|feature).*\.py$")
CONSTANTS = re.compile(r"^(langflow|lfx)/services/settings/constants\.py$")
CLASSES = re.compile(r"Settings$")
SAME_NUMBER_SINCE = Version("1.12.0")
"""From here on langflow-base has langflow's own number; before, 0.m.p belongs to 1.m.p."""

Archive = tuple[Version, Path]


def main() -> None:
    """Read the wheels, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", type=Path)
    folder = parser.parse_args().wheels
    releases = dict(releases_of(folder))
    document = settings_document(releases)
    path = rulesets() / "knowledge" / "settings.json"
    path.write_text(json.dumps(document, indent=0, sort_keys=False) + "\n", "utf-8")
    print(f"{len(releases)} releases, {min(releases)} to {max(releases)}")


def releases_of(folder: Path) -> Iterator[tuple[Version, tuple[Path, ...]]]:
    """Each stable Langflow release with the wheels that hold its code, langflow-base first."""
    bases = dict(wheels_of(folder, "langflow_base"))
    engines = dict(wheels_of(folder, "lfx"))
    named = {
        pinned: version
        for version, wheel in wheels_of(folder, "langflow")
        for pinned in _required(wheel, "langflow-base")
    }
    for version, wheel in sorted(bases.items()):
        release = named.get(version) or _langflow_number(version)
        if release is None:
            continue
        lfx = next((engines[pin] for pin in _required(wheel, "lfx") if pin in engines), None)
        yield release, (wheel, lfx) if lfx else (wheel,)


def wheels_of(folder: Path, name: str, *, builds: bool = False) -> Iterator[Archive]:
    """The stable releases of a distribution; with `builds` those that are not stable too."""
    for path in sorted(folder.glob(f"{name}-[0-9]*.whl")):
        version = Version(path.name.split("-")[1])
        if builds or not version.is_prerelease:
            yield version, path


def _langflow_number(base: Version) -> Version | None:
    """The langflow release of a langflow-base release; None for 0.0.x, told by METADATA alone."""
    if base >= SAME_NUMBER_SINCE:
        return base
    return Version(f"1.{base.minor}.{base.micro}") if base.minor else None


def _required(wheel: Path, name: str) -> Iterator[Version]:
    """The version that a wheel's metadata pins, or the lowest that it allows."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(metadata).decode())
    for line in headers.get_all("Requires-Dist") or ():
        requirement = Requirement(line)
        if requirement.name == name:
            for specifier in requirement.specifier:
                if specifier.operator in {"==", "~=", ">="}:
                    yield Version(specifier.version.removesuffix(".*"))


def settings_document(releases: dict[Version, tuple[Path, ...]]) -> Any:
    """Name, type and default of every setting, as the changes from release to release."""
    found: dict[str, dict[str, Any]] = {}
    ordered = sorted(releases)
    for release in ordered:
        present = {name: (kind, default) for name, kind, default in _settings(releases[release])}
        for name, (kind, default) in present.items():
            entry = found.setdefault(name, {"type": kind, "changes": []})
            entry["type"] = kind
            last = entry["changes"][-1] if entry["changes"] else None
            if last is None or last["default"] != default or last.get("removed"):
                entry["changes"].append({"version": str(release), "default": default})
        for name, entry in found.items():
            if name not in present and not entry["changes"][-1].get("removed"):
                gone = {"version": str(release), "default": None, "removed": True}
                entry["changes"].append(gone)
    bare = {name for release in ordered for name in _bare_names(releases[release])}
    return {
        "releases": [str(release) for release in ordered],
        "bare": sorted(bare),
        "settings": {name: found[name] for name in sorted(found)},
    }


def _bare_names(wheels: tuple[Path, ...]) -> Iterator[str]:
    """The names that `langflow run` takes without the prefix too.

    It sets whatever AuthSettings has by the name of a variable without `LANGFLOW_`, and only what
    is written in capitals can be met so (langflow/__main__.py:573-576 of 1.13.0). CONFIG_DIR of
    that class has been used by then.
    """
    for node, _ in _classes(wheels):
        if node.name == "AuthSettings":
            names = (name for name, *_ in _fields(node, {}))
            yield from (name for name in names if name.isupper() and name != "CONFIG_DIR")


def _settings(wheels: tuple[Path, ...]) -> Iterator[tuple[str, str, str | None]]:
    """Name, type and default of the fields of the settings classes."""
    for node, constants in _classes(wheels):
        for name, kind, default in _fields(node, constants):
            yield f"LANGFLOW_{name.upper()}", kind, default


def _classes(wheels: tuple[Path, ...]) -> Iterator[tuple[ast.ClassDef, dict[str, ast.expr]]]:
    """The settings classes; lfx has them since 1.6, langflow-base before."""
    constants: dict[str, ast.expr] = {}
    trees: list[ast.Module] = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in sorted(archive.namelist()):
                if CONSTANTS.match(name):
                    constants |= _assigned(ast.parse(archive.read(name)))
                elif SETTINGS.match(name):
                    trees.append(ast.parse(archive.read(name)))
    for tree in trees:
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and CLASSES.search(node.name):
                yield node, constants


def _assigned(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _fields(
    node: ast.ClassDef, constants: dict[str, ast.expr]
) -> Iterator[tuple[str, str, str | None]]:
    for statement in node.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        name, kind = statement.target.id, ast.unparse(statement.annotation)
        if name.startswith("_") or name == "model_config" or "ClassVar" in kind:
            continue
        yield name, kind, _default(statement.value, constants)


def _default(value: ast.expr | None, constants: dict[str, ast.expr]) -> str | None:
    """The default as the text of an environment variable would be; None for none."""
    if isinstance(value, ast.Call):
        name = ast.unparse(value.func)
        by_keyword = {keyword.arg: keyword.value for keyword in value.keywords}
        if name.endswith("Field"):
            inner = value.args[0] if value.args else by_keyword.get("default")
            factory = by_keyword.get("default_factory")
            return _default(inner, constants) if inner is not None else _factory(factory)
        if name == "SecretStr" and value.args:
            return _default(value.args[0], constants)
    if isinstance(value, ast.Name) and value.id in constants:
        return _default(constants[value.id], constants)
    if value is None or (isinstance(value, ast.Constant) and value.value in {None, ...}):
        return None
    try:
        literal = ast.literal_eval(value)
    except ValueError:
        return _computed(value)
    return ",".join(map(str, literal)) if isinstance(literal, list) else str(literal)


def _computed(value: ast.expr) -> str:
    """A product of numbers worked out (`60 * 60`), a member of an enumeration by its last name."""
    factors = ast.unparse(value).split(" * ")
    if all(factor.isdigit() for factor in factors):
        return str(prod(map(int, factors)))
    return value.attr if isinstance(value, ast.Attribute) else ast.unparse(value)


def _factory(factory: ast.expr | None) -> str | None:
    return "" if factory is not None and ast.unparse(factory) in {"list", "dict", "set"} else None


if __name__ == "__main__":
    main()
