"""Runs many scans at once and compares what they say: `python -m tools.stress [--small 500] ...`.

What threads and processes share shows its faults once in a hundred times: 500 scans of a small
project, four at once, and 200 of `examples/vulnerable`, two at once, must each end with one exit
code and one SARIF, byte for byte. Takes about twenty minutes on two cores.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parents[1]
_SMALL: Mapping[str, str] = {
    "compose.yml": "services:\n  langflow:\n    image: langflowai/langflow:1.2.0\n"
    '    ports: ["7860:7860"]\n    environment: {LANGFLOW_AUTO_LOGIN: "true"}\n',
    "requirements.txt": "langflow==1.2.0\nrequests==2.19.0\n",
    "app.py": "import subprocess\n\n\ndef run(text):\n    subprocess.run(text, shell=True)\n",
}


def main() -> int:
    """Run both parts; 1 where two scans of one folder end differently."""
    parser = argparse.ArgumentParser(prog="python -m tools.stress", description=__doc__)
    parser.add_argument("--small", type=int, default=500, help="scans of a small project")
    parser.add_argument("--example", type=int, default=200, help="scans of examples/vulnerable")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        small.mkdir()
        for name, text in _SMALL.items():
            (small / name).write_text(text)
        parts = (
            ("small", small, options.small, 4),
            ("examples/vulnerable", HERE / "examples" / "vulnerable", options.example, 2),
        )
        differing = [_of(Path(folder) / f"{n}", *part) for n, part in enumerate(parts)]
    return 1 if any(differing) else 0


def _of(place: Path, name: str, root: Path, times: int, at_once: int) -> bool:
    """Whether any of the scans ended otherwise than the others."""
    place.mkdir()
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        ended = Counter(
            pool.map(lambda number: _scan(root, place / f"{number}.sarif"), range(times))
        )
    for (code, digest, said), count in ended.most_common():
        print(f"{name}: {count} of {times} ended with {code}, SARIF {digest}{said}", flush=True)
    return len(ended) > 1


def _scan(root: Path, report: Path) -> tuple[int, str, str]:
    words = [sys.executable, "-m", "scanner", "scan", str(root), "--offline", "true"]
    words += ["--sarif-file", str(report)]
    done = subprocess.run(words, cwd=HERE, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    digest = hashlib.sha256(report.read_bytes()).hexdigest()[:12] if report.exists() else "none"
    report.unlink(missing_ok=True)
    return done.returncode, digest, f": {done.stderr[-500:]}" if done.returncode != 1 else ""


if __name__ == "__main__":
    sys.exit(main())
