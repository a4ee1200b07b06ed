"""Makes `rulesets/knowledge/field_defaults.bin` from released wheels.

    python -m tools.fetch_wheels --all --index-url URL WHEELS
    python -m tools.build_defaults WHEELS...

The defaults of fields that a component's code computes or inherits, as digests, from the index of
components that lfx ships: there each release has filled them in. What can be read from the
component's own code is left out (`scanner.review.defaults`). The wheels are read as archives;
nothing in them is imported.
"""

import argparse
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scanner.review import values
from scanner.review.defaults import FILE, NOT_KNOWN, defaults, of_base, of_code
from scanner.rules import rulesets
from tools.build_components import INDEX

_PROJECTS = re.compile(r"^lfx(?:_nightly)?-\d")


def main() -> None:
    """Read the wheels, write the file."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_defaults", description=__doc__)
    parser.add_argument("wheels", type=Path, nargs="+", help="folders of wheels")
    folders = parser.parse_args().wheels
    wheels = sorted(w for folder in folders for w in folder.glob("*.whl"))
    found: set[bytes] = set()
    seen: set[int] = set()
    for wheel in (one for one in wheels if _PROJECTS.match(one.name)):
        found.update(digests(wheel, seen))
    data = b"".join(sorted(found))
    (rulesets() / FILE).write_bytes(data)
    print(f"{len(wheels)} wheels, {len(found)} defaults, {len(data)} bytes")


def digests(wheel: Path, seen: set[int]) -> Iterator[bytes]:
    """Those of one wheel; an index that another wheel had already is passed over."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.filename == INDEX and member.CRC not in seen:
                seen.add(member.CRC)
                yield from _indexed(json.loads(archive.read(member)))


def _indexed(index: Mapping[str, Any]) -> Iterator[bytes]:
    for _, components in index["entries"]:
        for component in components.values():
            template = component["template"]
            if "code" in template:
                yield from _computed(template["code"]["value"], template)


def _computed(code: str, template: Mapping[str, Any]) -> Iterator[bytes]:
    literals = defaults(code)
    for name, field in template.items():
        if not isinstance(field, dict) or name == "code" or values.is_empty(field.get("value")):
            continue
        literal = literals.get(name)
        if name not in literals:
            yield of_base(name, field["value"])
        elif literal is NOT_KNOWN or values.is_empty(literal):
            yield of_code(code, name, field["value"])


if __name__ == "__main__":
    main()
