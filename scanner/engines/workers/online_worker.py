"""Asks pip-audit's own online services about pins. JSON on stdin, JSON on stdout.

Started by path with `python -I` in an empty folder, as `pip_audit_worker` and for the same reason.
It imports nothing of ours. The first pin is asked alone and with little patience: where nothing
answers, the rest is not tried.

stdin: `{"pins": [[name, version], ...], "service": "osv" or "pypi", "url", "patience", "seconds"}`
stdout: `{"answers": [[name, version, [OSV record, ...]], ...], "reason": why pins are missing}`
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests
from packaging.version import InvalidVersion, Version
from pip_audit._service import (  # type: ignore[import-untyped]
    OsvService,
    PyPIService,
    ResolvedDependency,
    ServiceError,
)

THREADS = 8
TIMEOUT = 10
"""Seconds for one answer, once the first has come."""

Answer = tuple[str, str, list[dict[str, Any]]]


class Asking(threading.local):
    """One service a thread, with the records of its last answer."""

    def __init__(self, kind: str, url: str, patience: float) -> None:
        """`url` is OSV's query address; PyPI's is the service's own."""
        cache = Path.cwd() / "cache"
        if kind == "osv":
            self.service = OsvService(cache, TIMEOUT, url)
        else:
            self.service = PyPIService(cache, TIMEOUT)
        self.service.timeout = patience
        self.service.session.hooks["response"].append(self._kept)
        self.records: dict[str, dict[str, Any]] = {}

    def ask(self, name: str, version: str) -> Answer | None:
        """What the service says of a pin; None where it does not know the package."""
        self.records = {}
        dependency, found = self.service.query(ResolvedDependency(name, Version(version)))
        self.service.timeout = TIMEOUT
        if dependency.is_skipped():
            return None
        return name, version, [self._record(one, name, version) for one in found]

    def _kept(self, response: requests.Response, *_: object, **__: object) -> None:
        """Keep OSV's records, without blocks that name no package: the service trips over those."""
        if not response.ok:
            return
        body = response.json()
        for record in body.get("vulns", []) if isinstance(body, dict) else []:
            blocks = record.get("affected") or []
            record["affected"] = [block for block in blocks if "package" in block]
            self.records[record["id"]] = record
        response._content = json.dumps(body).encode()

    def _record(self, one: Any, name: str, version: str) -> dict[str, Any]:
        ids = {one.id, *one.aliases}
        known = next((self.records[i] for i in sorted(ids) if i in self.records), None)
        if known is not None:
            return known
        events = [{"introduced": version}, *({"fixed": str(fix)} for fix in one.fix_versions[:1])]
        affected = {
            "package": {"ecosystem": "PyPI", "name": name},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }
        aliases = sorted(one.aliases)
        return {
            "id": one.id,
            "aliases": aliases,
            "summary": one.description,
            "affected": [affected],
        }


def main() -> None:
    """Ask about what stdin says, within its time."""
    asked = json.load(sys.stdin)
    pins: list[tuple[str, str]] = [(name, version) for name, version in asked["pins"]]
    end = time.monotonic() + asked["seconds"]
    asking = Asking(asked["service"], asked["url"], asked["patience"])
    answers: list[Answer] = []
    reasons: list[str] = []

    def ask(pin: tuple[str, str]) -> Answer | None:
        if time.monotonic() > end:
            reasons.append("the time for it was over")
            return None
        try:
            return asking.ask(*pin)
        except (requests.RequestException, ServiceError, InvalidVersion) as error:
            reasons.append(type(error).__name__)
        except (KeyError, TypeError, ValueError) as error:
            reasons.append(f"an answer that cannot be read ({type(error).__name__})")
        return None

    first = ask(pins[0])
    if first or not reasons:
        with ThreadPoolExecutor(THREADS) as pool:
            answers = [one for one in (first, *pool.map(ask, pins[1:])) if one]
    json.dump({"answers": answers, "reason": min(reasons, default="")}, sys.stdout)


if __name__ == "__main__":
    main()
