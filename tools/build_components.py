"""Makes `rulesets/knowledge/components.json` and `component_lines.json.gz` from released wheels.

    pip download --no-deps --dest WHEELS langflow-base==... lfx==... langflow==... lfx-openai==...
    python -m tools.build_components WHEELS...

The first file has the full SHA-256 of every official component source, with the types it defines,
the modules it was, and the first and the last release that has it. The second has the lines of
these sources as hashes, each source as a change of another one (`scanner.flows.lineage`). The
wheels are read as archives; nothing in them is imported. Of bundles (`lfx-*`) only those count that
a release of Langflow's own requires, or one of these: anyone may publish under such a name.
"""

import argparse
import ast
import hashlib
import json
import re
import zipfile
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from email.parser import HeaderParser
from functools import cache
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scanner.flows.edits import is_check
from scanner.flows.lineage import (
    PROGRAM_BYTES,
    family,
    line_hash,
    lines_of,
    outline_hash,
    program_hash,
)
from scanner.flows.published import STARTER
from scanner.rules import rulesets
from tools.build_advisories import zipped
from tools.build_langflow_facts import releases_of, wheels_of

COMPONENTS = re.compile(r"^(langflow|lfx)/components/.*\.py$|^lfx_[a-z0-9_]+/.*\.py$")
STARTERS = re.compile(
    r"^(langflow/(initial_setup/starter_projects|agentic/flows)|lfx/templates/flows)/.*\.json$"
)
"""The flows that Langflow brings along."""
BUILDS = ("langflow-base", "langflow-base-nightly", "lfx", "lfx-nightly")
"""Distributions with component sources whose pre-releases and nightlies people run."""
NAMED_BY_FILE = re.compile(r"^langflow_base-0\.0\.\d+")
"""Langflow 1.0: the type key of a component was the name of its file, until 1.0.7."""
INDEX = "lfx/_assets/component_index.json"


def is_read(name: str) -> bool:
    """Whether a member of a wheel says anything here."""
    of_components = COMPONENTS.match(name) or STARTERS.match(name) or name == INDEX
    return bool(of_components) or name.endswith(".dist-info/METADATA")


@dataclass
class Known:
    """One official source."""

    code: str
    types: set[str] = field(default_factory=set)
    places: dict[str, list[str]] = field(default_factory=dict)
    """By module: the first and the last release."""


def main() -> None:
    """Read the wheels, write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", type=Path, nargs="+", help="folders of wheels")
    folders = parser.parse_args().wheels
    document, known = components(folders)
    target = rulesets() / "knowledge"
    (target / "components.json").write_text(_one_a_line(document), "utf-8")
    lines = zipped(json.dumps(lineage(known), separators=(",", ":")).encode())
    (target / "component_lines.json.gz").write_bytes(lines)
    print(f"{len(known)} sources, {len(document['bundles'])} bundles, {len(lines)} bytes of lines")


def _one_a_line(document: Any) -> str:
    """One source a line, so that a change of the file can be read."""
    head = {name: value for name, value in document.items() if name != "sources"}
    parts = [f"{json.dumps(name)}: {json.dumps(value)},\n" for name, value in head.items()]
    sources = (f"{json.dumps(d)}: {json.dumps(s)}" for d, s in document["sources"].items())
    return "{" + "".join(parts) + '"sources": {\n' + ",\n".join(sources) + "\n}}\n"


def components(folders: Sequence[Path]) -> tuple[Any, dict[str, Known]]:
    """The document, and the sources by their digest, sorted."""
    found: dict[str, Known] = {}
    releases = {release: wheels for folder in folders for release, wheels in releases_of(folder)}
    wheels = [(str(release), wheel) for release in sorted(releases) for wheel in releases[release]]
    pinned = {wheel for _, wheel in wheels}
    # What no release pins, an installer takes within a pin's range: other releases of lfx, `post`.
    for name in ("langflow-base", "lfx"):
        archives = [one for folder in folders for one in wheels_of(folder, name.replace("-", "_"))]
        loose = sorted(one for one in archives if one[1] not in pinned)
        wheels += [(f"{name} {version}", wheel) for version, wheel in loose]
    bundles = official_bundles(folders)
    for name, archives in bundles.items():
        wheels += [(f"{name} {version}", wheel) for version, wheel in archives]
    for label, wheel in wheels:
        for code, module, types in _sources(wheel):
            one = found.setdefault(hashlib.sha256(code).hexdigest(), Known(code.decode()))
            one.types |= types
            place = one.places.setdefault(module, [label, label])
            place[1] = place[1] if label.startswith(("lfx ", "langflow-base ")) else label
    newest = _add_builds(found, folders)
    ordered = dict(sorted(found.items()))
    return {
        "releases": [str(release) for release in sorted(releases)],
        "bundles": {name: str(archives[-1][0]) for name, archives in bundles.items()},
        "builds": newest,
        "sources": {digest: entry(known) for digest, known in ordered.items()},
    }, ordered


def _add_builds(found: dict[str, Known], folders: Sequence[Path]) -> dict[str, str]:
    """Add what only pre-releases and nightlies have; the newest build of each distribution.

    A source that a release has keeps its places: that it was in a build before says nothing more.
    """
    released = frozenset(found)
    newest: dict[str, str] = {}
    for name in BUILDS:
        prefix = name.replace("-", "_")
        wheels = [wheel for folder in folders for wheel in wheels_of(folder, prefix, builds=True)]
        for version, wheel in sorted(wheels):
            newest[name] = str(version)
            for code, module, types in _sources(wheel):
                digest, label = hashlib.sha256(code).hexdigest(), f"{name} {version}"
                one = found.setdefault(digest, Known(code.decode()))
                one.types |= types
                if digest not in released:
                    place = one.places.setdefault(module, [label, label])
                    place[1] = label if place[1].startswith(f"{name} ") else place[1]
    return newest


def entry(known: Known) -> list[Any]:
    """What the table says of a source: types and places.

    Where a file is known, it says nothing more that a starter project has its code.
    """
    files = {module: place for module, place in known.places.items() if module != STARTER}
    places = [[module, *place] for module, place in (files or known.places).items()]
    return [sorted(known.types), places]


def official_bundles(folders: Iterable[Path]) -> dict[str, list[tuple[Version, Path]]]:
    """The bundles' wheels, by distribution, ascending; see the module for which are official."""
    present: dict[str, list[tuple[Version, Path]]] = {}
    own: list[Path] = []
    for folder in folders:
        for path in sorted(folder.glob("*.whl")):
            name, version = canonicalize_name(path.name.split("-")[0]), path.name.split("-")[1]
            if name in {"langflow", "langflow-base", "lfx"}:
                own.append(path)
            elif name.startswith("lfx-") and not Version(version).is_prerelease:
                present.setdefault(name, []).append((Version(version), path))
    names: set[str] = set()
    waiting = own
    while waiting:
        required = {name for path in waiting for name in _requirements(path)} & {*present} - names
        names |= required
        waiting = [path for name in required for _, path in present[name]]
    return {name: sorted(present[name]) for name in sorted(names)}


def _requirements(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(metadata).decode())
    for line in headers.get_all("Requires-Dist") or ():
        yield canonicalize_name(Requirement(line).name)


def _sources(wheel: Path) -> Iterator[tuple[bytes, str, set[str]]]:
    """Code, module and types of each source of a wheel.

    A component's file is, byte for byte, the code that an exported flow carries. Langflow's own
    starter projects carry copies of older patch releases too, so their code counts as well.
    """
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if COMPONENTS.match(name):
                code = archive.read(name)
                if code.strip() and not name.endswith("/__init__.py"):
                    module = name.removesuffix(".py").replace("/", ".")
                    stem = {Path(name).stem} if NAMED_BY_FILE.match(wheel.name) else set()
                    yield code, module, stem | _types(code)
            elif STARTERS.match(name):
                yield from _starter_code(json.loads(archive.read(name)))
            elif name == INDEX:
                for _, entries in json.loads(archive.read(name))["entries"]:
                    for key, entry in entries.items():
                        yield from _template_code(entry, key)


@cache
def _types(code: bytes) -> frozenset[str]:
    """The type keys that a file's components have; most builds have the same files."""
    return frozenset(_type_keys(code))


def _type_keys(code: bytes) -> Iterator[str]:
    """Of each class its `name`, else the name of the class."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            values = _assigned(node)
            is_component = any(ast.unparse(base).endswith("Component") for base in node.bases)
            if "display_name" in values or is_component:
                yield values.get("name") or node.name


def _assigned(node: ast.ClassDef) -> dict[str, str]:
    """The attributes of a class that are text; those that are computed as empty text."""
    found = {}
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                pass
            case _:
                continue
        text = value.value if isinstance(value, ast.Constant) else ""
        found[name] = text if isinstance(text, str) else ""
    return found


def _starter_code(document: Any) -> Iterator[tuple[bytes, str, set[str]]]:
    """The code of every node of a starter project, those in groups included."""
    stack = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            data = value.get("data")
            if isinstance(data, dict) and isinstance(data.get("node"), dict):
                yield from _template_code(data["node"], data.get("type", ""))
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _template_code(node: Any, key: str) -> Iterator[tuple[bytes, str, set[str]]]:
    text = (node.get("template", {}).get("code") or {}).get("value")
    text = "\n".join(text) if isinstance(text, list) else text
    if isinstance(text, str) and text.strip():
        yield text.encode(), STARTER, {key}


def lineage(known: dict[str, Known]) -> Any:
    """The lines of all sources, each source as a change of the nearest one before it."""
    ids: dict[bytes, int] = {}
    whole: list[list[int]] = []
    texts: dict[str, int] = {}
    for one in known.values():
        lines = lines_of(one.code)
        whole.append([ids.setdefault(line_hash(line), len(ids)) for line in lines])
        texts.update(zip(lines, whole[-1], strict=True))
    names = [family(sorted(one.types), one.places) for one in known.values()]
    families: dict[str, list[int]] = {}
    bases = [-1] * len(whole)
    pieces: list[list[int]] = [[] for _ in whole]
    for number in sorted(range(len(whole)), key=lambda n: (len(whole[n]), n)):
        near = families.setdefault(names[number], [])
        bases[number] = _base(whole, number, near)
        base = whole[bases[number]] if bases[number] >= 0 else []
        pieces[number] = list(_pieces(base, whole[number]))
        near.append(number)
    programs = (program_hash(one.code).ljust(PROGRAM_BYTES, b"\0") for one in known.values())
    outlines = (outline_hash(one.code) for one in known.values())
    return {
        "lines": b64encode(b"".join(ids)).decode(),
        "programs": b64encode(b"".join(programs)).decode(),
        "outlines": b64encode(b"".join(outlines)).decode(),
        "checks": b64encode(_bits({texts[t] for t in texts if is_check(t)}, len(ids))).decode(),
        "bases": bases,
        "pieces": pieces,
    }


def _bits(numbers: set[int], size: int) -> bytes:
    """A set of numbers below `size`, a bit for each, the lowest first."""
    found = bytearray(size // 8 + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return bytes(found)


def _base(whole: list[list[int]], number: int, near: list[int]) -> int:
    """Of the family's earlier ones that share most lines, or -1 when that is less than half."""
    own = Counter(whole[number])
    shared = {other: (own & Counter(whole[other])).total() for other in near}
    best = max(near, key=lambda other: (shared[other], -other), default=-1)
    return best if best >= 0 and 2 * shared[best] > len(whole[number]) else -1


def _pieces(base: list[int], lines: list[int]) -> Iterator[int]:
    """See `lineage.Document.pieces`."""
    matcher = SequenceMatcher(None, base, lines, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from (0, i1, i2 - i1)
        elif j2 > j1:
            added = lines[j1:j2]
            yield from (1, len(added), *(b - a for a, b in zip([0, *added], added, strict=False)))


if __name__ == "__main__":
    main()
