"""Fetches what `tools.build_components` reads of every build of Langflow there is.

    python -m tools.fetch_wheels --index-url URL WHEELS [PROJECT ...]

Releases, release candidates, development builds and nightlies: some 1,600 wheels of 16 GB, most of
it a web page. Only their component sources, starter flows and metadata are taken, by ranges of
bytes, and written under the wheel's own name (about 2 GB travel). What is
there already is not fetched again, so a run that was cut short goes on. Nothing is installed.

The index answers in the JSON form of PEP 691 and serves ranges (RFC 9110, section 14).
"""

import argparse
import io
import json
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tools.build_components import is_read
from tools.build_upstream import OWN as SOURCES

OWN = (
    "langflow",
    "langflow-base",
    "lfx",
    "langflow-nightly",
    "langflow-base-nightly",
    "lfx-nightly",
)
SIMPLE = "application/vnd.pypi.simple.v1+json"
BLOCK = 512 * 1024
"""Bytes of one request: a wheel's components lie next to each other."""
TIMEOUT = 60
"""Seconds that one request may take."""


def main() -> int:
    """Fetch what is missing; 1 where a wheel could not be read."""
    parser = argparse.ArgumentParser(prog="python -m tools.fetch_wheels", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("projects", nargs="*", default=OWN)
    parser.add_argument("--index-url", required=True)
    parser.add_argument("--all", action="store_true", help="every source, for `build_upstream`")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    wheels = [w for project in options.projects for w in listed(options.index_url, project)]
    missing = [w for w in wheels if not (options.folder / w["filename"]).exists()]
    print(f"{len(wheels)} wheels, {len(missing)} to fetch", flush=True)
    wanted = _is_source if options.all else is_read
    with ThreadPoolExecutor(max_workers=4) as pool:
        done = pool.map(lambda wheel: _fetched(wheel, options.folder, wanted), missing)
        failed = [name for name in done if name]
    print("\n".join(failed))
    return 1 if failed else 0


def listed(index: str, project: str) -> list[dict[str, Any]]:
    """The wheels of a project, as the index describes them (PEP 691)."""
    address = f"{index.rstrip('/')}/{project}/"
    request = urllib.request.Request(address, headers={"Accept": SIMPLE})  # noqa: S310
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        files = json.load(answer)["files"]
    return [one for one in files if one["filename"].endswith(".whl")]


def _is_source(name: str) -> bool:
    return bool(SOURCES.match(name)) or is_read(name)


def _fetched(wheel: dict[str, Any], folder: Path, wanted: Callable[[str], bool]) -> str:
    """Write one wheel's part, whole or not at all; its name and the reason where that failed."""
    target = folder / wheel["filename"]
    unfinished = target.with_suffix(".part")
    try:
        remote = io.BufferedReader(_Remote(wheel["url"], wheel["size"]))
        with zipfile.ZipFile(remote) as archive, zipfile.ZipFile(unfinished, "w") as part:
            for info in _in_order(archive, wanted):
                part.writestr(info.filename, archive.read(info))
    except (OSError, zipfile.BadZipFile) as error:
        return f"{wheel['filename']}: {error}"
    unfinished.rename(target)
    return ""


def _in_order(archive: zipfile.ZipFile, wanted: Callable[[str], bool]) -> Iterator[zipfile.ZipInfo]:
    """The members that are read, in the order in which they lie."""
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if wanted(info.filename):
            yield info


class _Remote(io.RawIOBase):
    """A file on a server, read in blocks; the last few blocks are kept."""

    def __init__(self, url: str, size: int) -> None:
        self._url, self._size, self._at = url, size, 0
        self._blocks: dict[int, bytes] = {}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        number, begin = divmod(self._at, BLOCK)
        data = self._block(number)[begin : begin + len(view)] if self._at < self._size else b""
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            first, last = number * BLOCK, min((number + 1) * BLOCK, self._size) - 1
            asked = {"Range": f"bytes={first}-{last}"}
            request = urllib.request.Request(self._url, headers=asked)  # noqa: S310
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                data = answer.read()
            if answer.status != 206 and len(data) != last - first + 1:
                raise OSError("the index serves no ranges of bytes")
            self._blocks = dict([*self._blocks.items()][-7:])
            self._blocks[number] = data
        return self._blocks[number]


if __name__ == "__main__":
    sys.exit(main())
