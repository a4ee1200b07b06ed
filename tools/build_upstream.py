"""Makes `rulesets/knowledge/upstream_files.bin` from released wheels.

    python -m tools.fetch_wheels --all --index-url URL WHEELS
    python -m tools.build_upstream WHEELS...

The first bytes of the SHA-256 of every Python file and starter flow of every build of langflow,
langflow-base and lfx, sorted, one after the other. A fork or a vendored copy has them byte for byte
(`scanner.flows.upstream`). The wheels are read as archives; nothing in them is imported.
"""

import argparse
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from scanner.flows.upstream import FILE, LEAST, digest
from scanner.rules import rulesets
from scanner.tree.text import decode

OWN = re.compile(r"^(?:langflow|lfx)/(?!frontend/).*\.(?:py|json)$")
"""The members of a wheel that are source and not the built canvas."""
_STARTER = re.compile(r"/(?:starter_projects|flows)/[^/]*\.json$")
_PROJECTS = re.compile(r"^(?:langflow|langflow_base|lfx)(?:_nightly)?-\d")


def main() -> None:
    """Read the wheels, write the file."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_upstream", description=__doc__)
    parser.add_argument("wheels", type=Path, nargs="+", help="folders of wheels")
    folders = parser.parse_args().wheels
    wheels = sorted(w for folder in folders for w in folder.glob("*.whl"))
    found = {one for wheel in wheels if _PROJECTS.match(wheel.name) for one in digests(wheel)}
    data = b"".join(sorted(found))
    (rulesets() / FILE).write_bytes(data)
    print(f"{len(wheels)} wheels, {len(found)} files, {len(data)} bytes")


def digests(wheel: Path) -> Iterator[bytes]:
    """Those of one wheel's own files; short ones say nothing of where they are from."""
    with zipfile.ZipFile(wheel) as archive:
        for name in _read(archive.namelist()):
            text = decode(archive.read(name))[0]
            if len(text) >= LEAST:
                yield digest(text)


def _read(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if OWN.match(name) and (name.endswith(".py") or _STARTER.search(name)):
            yield name


if __name__ == "__main__":
    main()
