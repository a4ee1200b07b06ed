"""Asks pip-audit's own online services about pins. JSON on stdin, JSON on stdout.

Started by path with `python -I` in an empty folder, as `pip_audit_worker` and for the same reason.
It imports nothing of ours. Where a name server does not know the first service, there is no network
and nothing is imported; the first pin is asked alone and with little patience.

stdin: `{"pins": [[name, version], ...], "services": ["osv", "pypi"], "url", "patience", "seconds"}`
stdout: `{"service", "answers": [[name, version, [OSV record, ...]], ...], "reason": why pins miss}`
"""

import json
import os
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

THREADS = 8
TIMEOUT = 10
"""Seconds for one answer, once the first has come."""

Pin = tuple[str, str]
Answer = tuple[str, str, list[dict[str, Any]]]


class Asking(threading.local):
    """One service a thread, with the records of its last answer."""

    def __init__(self, kind: str, url: str, patience: float) -> None:
        """`url` is OSV's query address; PyPI's is the service's own."""
        from pip_audit._service import OsvService, PyPIService  # type: ignore[import-untyped]

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
        from packaging.version import Version
        from pip_audit._service import ResolvedDependency

        self.records = {}
        dependency, found = self.service.query(ResolvedDependency(name, Version(version)))
        self.service.timeout = TIMEOUT
        if dependency.is_skipped():
            return None
        return name, version, [self._record(one, name, version) for one in found]

    def _kept(self, response: Any, *_: object, **__: object) -> None:
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


def ask_all(pins: list[Pin], asking: Asking, end: float) -> tuple[list[Answer], str]:
    """The answers until `end`, and why some are missing; none where the first one is."""
    import requests
    from packaging.version import InvalidVersion
    from pip_audit._service import ServiceError

    reasons: list[str] = []

    def ask(pin: Pin) -> Answer | None:
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
    if reasons:
        return [], min(reasons)
    with ThreadPoolExecutor(THREADS) as pool:
        answers = [one for one in (first, *pool.map(ask, pins[1:])) if one]
    return answers, min(reasons, default="")


def has_network(url: str, patience: float) -> bool:
    """Whether a name server knows the host; a proxy is left to know for itself."""
    if any(name.lower() == "https_proxy" for name in os.environ):
        return True
    known: list[object] = []

    def look_up() -> None:
        try:
            known.extend(socket.getaddrinfo(urlsplit(url).hostname, None))
        except OSError:
            return

    thread = threading.Thread(target=look_up, daemon=True)  # a resolver may take its time
    thread.start()
    thread.join(patience)
    return bool(known)


def main() -> None:
    """Ask about what stdin says, one service after the other until one answers."""
    asked = json.load(sys.stdin)
    pins: list[Pin] = [(name, version) for name, version in asked["pins"]]
    answers: list[Answer] = []
    service, reason = "", "no network"
    if has_network(asked["url"], asked["patience"]):
        reason = ""
        for service in asked["services"]:
            end = time.monotonic() + asked["seconds"]
            asking = Asking(service, asked["url"], asked["patience"])
            answers, said = ask_all(pins, asking, end)
            reason = reason or said
            if answers:
                reason = said
                break
    json.dump({"service": service, "answers": answers, "reason": reason}, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # a look-up or a slow answer that nobody waits for must not hold the process


if __name__ == "__main__":
    main()
