"""Runs pip-audit's own `Auditor` over advisories that we hand it. JSON on stdin, JSON on stdout.

Started by path with `python -I` in an empty folder, because importing pip-audit may start
`python -m pip`, which must not find a `pip` of the scanned repository. It imports nothing of ours.

stdin: `{"pins": [[name, version], ...], "records": {name: [OSV record, ...]}}`
stdout: `{"results": [{"name", "version", "skipped" or "vulnerabilities": [[id, ...], ...]}]}`
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@contextmanager
def pip_answered() -> Iterator[None]:
    """While it lasts, `python -m pip --version` is answered from pip's metadata.

    Importing pip-audit asks it, and to start pip takes longer than all the rest of this worker.
    """
    ask: Any = subprocess.check_output

    def answer(words: list[str], **options: Any) -> Any:
        if words[1:] == ["-m", "pip", "--version"]:
            return f"pip {metadata.version('pip')} from -".encode()
        return ask(words, **options)

    subprocess.check_output = answer  # type: ignore[assignment]
    try:
        yield
    finally:
        subprocess.check_output = ask


with pip_answered():
    from pip_audit._audit import Auditor  # type: ignore[import-untyped]
    from pip_audit._dependency_source import DependencySource  # type: ignore[import-untyped]
    from pip_audit._service import (  # type: ignore[import-untyped]
        Dependency,
        ResolvedDependency,
        SkippedDependency,
        VulnerabilityResult,
        VulnerabilityService,
    )


class Records(VulnerabilityService):  # type: ignore[misc]
    """Answers from records in memory, as OSV's service would."""

    def __init__(self, records: dict[str, list[dict[str, Any]]]) -> None:
        """`records` by canonical package name."""
        self._records = records

    def query(self, spec: Dependency) -> tuple[Dependency, list[VulnerabilityResult]]:
        """The vulnerabilities of one pin."""
        if not isinstance(spec, ResolvedDependency):
            return spec, []
        name = spec.canonical_name
        return spec, [
            _result(record, name)
            for record in self._records.get(name, [])
            if any(_has(block, spec.version) for block in _blocks(record, name))
        ]


class Pinned(DependencySource):  # type: ignore[misc]
    """Pins as they stand: nothing is resolved."""

    def __init__(self, pins: list[list[str]]) -> None:
        """`pins` as name and version."""
        self._pins = pins

    def collect(self) -> Iterator[Dependency]:
        """One dependency a pin, in order."""
        for name, version in self._pins:
            try:
                yield ResolvedDependency(name=name, version=Version(version))
            except InvalidVersion:
                yield SkippedDependency(name=name, skip_reason="not a PEP 440 version")

    def fix(self, fix_version: Any) -> None:
        """Never asked for: a scan changes nothing."""
        raise NotImplementedError


def _blocks(record: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    for block in record.get("affected", []):
        package = block.get("package") or {}
        if package.get("ecosystem") == "PyPI" and canonicalize_name(package["name"]) == name:
            yield block


def _has(block: dict[str, Any], version: Version) -> bool:
    """Whether a block covers a version: each range cut into [introduced, end) pieces."""
    public = Version(version.public)
    if any(_version(listed) == public for listed in block.get("versions", [])):
        return True
    ranges = (r for r in block.get("ranges", []) if r.get("type") in ("ECOSYSTEM", "SEMVER"))
    return any(_in_range(one["events"], public) for one in ranges)


def _in_range(events: list[dict[str, str]], version: Version) -> bool:
    starts = [_version(e["introduced"]) or Version("0") for e in events if "introduced" in e]
    begun = [s for s in starts if s <= version or s == Version("0")]
    if not begun:
        return False
    start = max(begun)
    fixed = (_version(e["fixed"]) for e in events if "fixed" in e)
    last = (_version(e["last_affected"]) for e in events if "last_affected" in e)
    ended = any(start < end <= version for end in fixed if end)
    return not ended and not any(start <= end < version for end in last if end)


def _version(text: str) -> Version | None:
    """`2.6.0-NA` is read as 2.6.0; what is no version at all is no bound."""
    for attempt in (text, text.partition("-")[0]):
        try:
            version = Version(attempt)
        except InvalidVersion:
            continue
        if attempt == text or "." in attempt:
            return version
    return None


def _result(record: dict[str, Any], name: str) -> VulnerabilityResult:
    events = (e for b in _blocks(record, name) for r in b.get("ranges", []) for e in r["events"])
    fixes = sorted({v for event in events if (v := _version(event.get("fixed", "")))})
    ids = [record["id"], *record.get("aliases", [])]
    return VulnerabilityResult.create(ids, record.get("summary") or "N/A", fixes, None)


def main() -> None:
    """Audit what stdin says."""
    asked = json.load(sys.stdin)
    results: list[dict[str, Any]] = []
    auditor = Auditor(Records(asked["records"]))
    audited = auditor.audit(Pinned(asked["pins"]))
    for (name, version), (dependency, found) in zip(asked["pins"], audited, strict=True):
        result: dict[str, Any] = {"name": name, "version": version}
        if isinstance(dependency, SkippedDependency):
            result["skipped"] = dependency.skip_reason
        else:
            result["vulnerabilities"] = [[v.id, *sorted(v.aliases)] for v in found]
        results.append(result)
    json.dump({"results": results}, sys.stdout)


if __name__ == "__main__":
    main()
