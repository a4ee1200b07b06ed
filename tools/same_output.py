"""Compares what two checkouts report, byte for byte: `python -m tools.same_output OTHER_CHECKOUT`.

Both scan the examples and every twin of `tests/rules/` (of this checkout) into SARIF, JSON, HTML
and CycloneDX. A change that moves code about differs nowhere; a change that is meant to alter a
report is read from the list that this prints. Each checkout needs its `.venv` (`./run --version`
makes it).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parents[1]
FORMATS = "json,html,cyclonedx,full-sarif,junit,gitlab-sast,gitlab-code-quality"
_SECONDS = re.compile(rb'"seconds": [0-9.]+|[0-9.]+ s\b')


def main() -> int:
    """Scan with both, print each report that differs; 1 where any does."""
    parser = argparse.ArgumentParser(prog="python -m tools.same_output", description=__doc__)
    parser.add_argument("other", type=Path, help="the checkout to compare with")
    parser.add_argument("--only", default="", help="folders whose path contains this")
    options = parser.parse_args()
    folders = [folder for folder in inputs() if options.only in folder.as_posix()]
    with ThreadPoolExecutor(max_workers=2) as pool:
        differing = [
            line
            for lines in pool.map(lambda f: list(_differences(f, options.other)), folders)
            for line in lines
        ]
    print("\n".join(differing) or f"{len(folders)} folders: no report differs")
    return 1 if differing else 0


def inputs() -> Iterator[Path]:
    """The folders to scan, relative to this checkout."""
    yield from sorted(p for p in (HERE / "examples").iterdir() if p.is_dir())
    for side in ("bad", "good"):
        yield from sorted((HERE / "tests" / "rules").glob(f"*/{side}"))


def _differences(folder: Path, other: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        shutil.copytree(folder, tree)
        ours, theirs = (
            _reports(checkout, tree, Path(temporary) / name)
            for checkout, name in ((HERE, "ours"), (other, "theirs"))
        )
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f"{folder.relative_to(HERE)}: {name}"


def _reports(checkout: Path, tree: Path, target: Path) -> dict[str, bytes]:
    target.mkdir()
    command: list[str | Path] = [checkout / ".venv" / "bin" / "langflow-scan", "scan", tree]
    command += [
        "--offline",
        "true",
        "--formats",
        FORMATS,
        "--output-dir",
        target,
        "--sarif-file",
        target / "scan.sarif",
    ]
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, check=False, env=os.environ | {"LANGFLOW_SCAN_NO_CACHE": "1"}
    )
    written = {path.name: path.read_bytes() for path in target.iterdir()}
    # How long an engine took is the one thing that no two scans share.
    reports = {name: _SECONDS.sub(b"", data) for name, data in written.items()}
    return {**reports, "exit code": str(done.returncode).encode()}


if __name__ == "__main__":
    sys.exit(main())
