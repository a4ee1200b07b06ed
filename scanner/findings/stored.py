"""What is known of a base, kept between the runs of a pull request.

The name of an entry is a digest of all that the judgement depends on: the base's files, the
settings, the rules and the day. Another tree, release or configuration is another entry.
"""

import hashlib
from typing import Protocol

import msgspec

from scanner import __version__, rules
from scanner.errors import RuleError
from scanner.findings.known import Known
from scanner.settings import Settings
from scanner.tree.source import Tree

FORMAT = 1
MAX_BYTES = 64 * 2**20
_DEPENDS_ON = (
    *("scanners", "min_severity", "min_confidence", "profile", "offline", "ignore", "rules"),
    *("registries", "inline_ignores", "secret_filters_off", "components", "allow_public_flows"),
    *("advisory_db", "advisory_db_adds", "strict", "today"),
)
"""Settings that change what is found; what is excluded is no file of the tree."""


class Store(Protocol):
    """Where entries are kept."""

    def get(self, name: str) -> bytes | None:
        """An entry that was put, or None."""

    def put(self, name: str, data: bytes) -> None:
        """Keep an entry."""


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    known: Known


def name(before: Tree, settings: Settings) -> str:
    """The name of the entry for a base."""
    hashed = hashlib.sha256(f"{FORMAT}\0{__version__}\0{_rules()}".encode())
    for one in _DEPENDS_ON:
        hashed.update(f"\0{one}={getattr(settings, one)!r}".encode("utf-8", "surrogatepass"))
    if settings.advisory_db is not None and settings.advisory_db.exists():
        hashed.update(f"\0{settings.advisory_db.stat().st_mtime_ns}".encode())
    for source in before.sources:
        hashed.update(f"\0{source.uri}\0".encode("utf-8", "surrogatepass"))
        hashed.update(hashlib.sha256(source.data).digest())
    return f"base-{hashed.hexdigest()}.json"


def _rules() -> str:
    """What changes with any file of the rules, in a checkout too, where the version stays."""
    hashed = hashlib.sha256()
    for file in sorted(rules.rulesets().rglob("*")):
        status = file.stat()
        hashed.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return hashed.hexdigest()


def written(known: Known) -> bytes:
    """An entry. It has messages of findings, and no value of a secret."""
    return msgspec.json.encode(_Document(FORMAT, known))


def read(data: bytes | None) -> Known | None:
    """What an entry says; None for one that is damaged or of another format."""
    if data is None or len(data) > MAX_BYTES:
        return None
    try:
        document = rules.decoded(data, _Document)
    except (msgspec.MsgspecError, RuleError, ValueError, RecursionError):
        return None
    return document.known if document.format == FORMAT else None
