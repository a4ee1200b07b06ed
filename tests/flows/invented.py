"""A table of official sources of our own making, in place of the released one."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from scanner import rules
from scanner.flows import lineage, provenance, published
from tools import build_components
from tools.build_advisories import zipped
from tools.build_components import Known

RELEASES = ["1.12.0", "1.13.0"]


def rest_of_the_knowledge(rulesets: Path) -> None:
    """All other data of the released rules, next to a table of our own."""
    own = shutil.ignore_patterns(Path(published.FILE).name, Path(lineage.FILE).name)
    shutil.copytree(rules.rulesets() / "knowledge", rulesets / "knowledge", ignore=own)


def known(type_key: str, module: str, first: str = "1.0.0", last: str = "1.13.0") -> Known:
    return Known("", {type_key}, {module: [first, last]})


def fill(rulesets: Path, sources: Mapping[str, Known]) -> None:
    """Write the table of these sources, by their code."""
    made = {published.digest(code): Known(code, k.types, k.places) for code, k in sources.items()}
    fill_digests(rulesets, made)


def fill_digests(rulesets: Path, made: Mapping[str, Known]) -> None:
    """The same by digests, which need not be those of any code."""
    ordered = dict(sorted(made.items()))
    document = {
        "releases": RELEASES,
        "sources": {digest: build_components.entry(one) for digest, one in ordered.items()},
    }
    (rulesets / published.FILE).write_text(json.dumps(document))
    lines = json.dumps(build_components.lineage(ordered)).encode()
    (rulesets / lineage.FILE).write_bytes(zipped(lines))
    forget()


def forget() -> None:
    """What was read of the table in force before."""
    for cached in (
        lineage.document,
        published.table,
        published.of_digest,
        published._short_digests,
        published._modules,
        published._types,
        provenance._lineage,
        provenance._families_of,
        provenance.nearest,
    ):
        cached.cache_clear()
