"""A service on this machine that speaks OSV's query protocol (https://google.github.io/osv.dev/post-v1-query/)."""

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scanner.dependencies.osv import Record

Answers = dict[str, list[dict[str, Any]]]
"""OSV records by package."""


def by_package(records: Iterable[Record]) -> Answers:
    """The records as the service holds them."""
    found: Answers = {}
    for record in records:
        raw = msgspec.to_builtins(record)
        for package in record.packages:
            found.setdefault(package, []).append(raw)
    return found


@contextmanager
def serving(records: Answers, *, hang: float = 0) -> Iterator[str]:
    """The query address of a running service; `hang` is what each answer takes, in seconds."""
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            stop.wait(hang)
            name, version = asked["package"]["name"], Version(asked["version"])
            found = [one for one in records.get(name, []) if affects(one, name, version)]
            body = json.dumps({"vulns": found} if found else {}).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            self.wfile.write(head + body)  # in one piece: two would wait for each other

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def affects(record: dict[str, Any], name: str, version: Version) -> bool:
    """Whether a record has a version, as the schema's own evaluation says."""
    blocks = [
        block
        for block in record["affected"]
        if "package" in block and canonicalize_name(block["package"]["name"]) == name
    ]
    listed = {_version(text) for block in blocks for text in block.get("versions", [])}
    ranges = [one for block in blocks for one in block.get("ranges", [])]
    return version in listed or any(_in(one, version) for one in ranges)


def _in(one: dict[str, Any], version: Version) -> bool:
    if one["type"] not in {"ECOSYSTEM", "SEMVER"}:
        return False
    is_vulnerable = False
    order = {"fixed": 0, "introduced": 1, "last_affected": 2}
    bounds = sorted(
        (
            (_version(text), order[kind], kind)
            for event in one["events"]
            for kind, text in event.items()
            if _version(text) is not None or kind == "introduced"
        ),
        key=lambda bound: (bound[0] or Version("0"), bound[1]),
    )
    for bound, _, kind in bounds:
        at = bound or Version("0")
        if kind == "introduced":
            is_vulnerable = is_vulnerable or version >= at or at == Version("0")
        elif (version >= at) if kind == "fixed" else (version > at):
            is_vulnerable = False
    return is_vulnerable


def _version(text: str) -> Version | None:
    for attempt in (text, text.partition("-")[0]):
        try:
            return Version(attempt)
        except InvalidVersion:
            continue
    return None
