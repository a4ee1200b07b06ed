"""The whole run of an engine, kept for a tree in which nothing at all has changed.

For engines that join files this is the only way to know that an answer still holds. What has the
form of a credential anywhere in it is not kept, and neither is what may come out differently.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import fields, replace

import msgspec

from scanner import rules
from scanner.deployments.databases import MAGIC
from scanner.engines.base import Engine
from scanner.findings.redaction import is_clean
from scanner.model.note import Status
from scanner.model.report import EngineRun
from scanner.settings import Settings
from scanner.tree.source import Source, Tree

_OTHERWISE = frozenset(
    {"path", "sarif_file", "formats", "output_dir", "cache_dir", "store", "pending", "commit"}
    | {"annotations", "summary", "allow_incomplete", "jobs", "timeout", "max_memory", "proposed"}
    | {"config", "config_file", "of_base", "baseline", "new_only", "category", "repository"}
)
"""Settings that no engine's findings depend on."""
_UNCERTAIN = frozenset(
    {"data-flow-cut-short", "code-not-analysed", "bandit-check-failed", "file-not-scanned"}
    | {"cache-refused"}
)
"""Notifications of what may come out differently when it is done again."""


def may_be_kept(engine: Engine, tree: Tree, settings: Settings) -> bool:
    """Whether all that the engine reads is in the tree and the settings."""
    if settings.store is None or settings.history or settings.advisory_db is not None:
        return False  # the history and a given database are not in the tree
    if any(source.data.startswith(MAGIC) for source in tree.sources):
        return False  # a database is read from the disk
    return engine.distribution != "pip-audit" or settings.offline == "true"


def name(engine: Engine, tree: Tree, settings: Settings) -> bytes:
    """The name of the entry; there is a store."""
    assert settings.store is not None  # noqa: S101 - `may_be_kept` says so
    said = [f"{one.name}={_plain(getattr(settings, one.name))!r}" for one in fields(settings)]
    chosen = "\0".join(one for one in said if one.partition("=")[0] not in _OTHERWISE)
    return settings.store.name("run", engine.name, chosen, _digest(tree))


def read(data: bytes, engine: Engine) -> EngineRun | None:
    """The run that an entry says; None for one that cannot be read."""
    try:
        run = rules.decoded(data, EngineRun)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return replace(run, rules=engine.rules())


def written(run: EngineRun) -> bytes | None:
    """An entry; None for what is not kept. Its rules are the engine's own, and left out."""
    if run.status is Status.FAILED or _UNCERTAIN & {note.id for note in run.notifications}:
        return None
    bare = replace(run, rules=(), seconds=0.0)
    if not is_clean(bare):
        return None
    try:
        data = msgspec.json.encode(bare)
        return data if rules.decoded(data, EngineRun) == bare else None
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        return None


def _plain(value: object) -> object:
    """A value whose `repr` is the same in every process."""
    return sorted(map(repr, value)) if isinstance(value, frozenset) else value


def _digest(tree: Tree) -> bytes:
    hashed = hashlib.sha256(repr((tree.is_checkout, tree.notifications)).encode("utf-8", "replace"))
    for sources in (tree.sources, tree.twins):
        hashed.update(b"\0files\0")
        for part in _facts(sources):
            hashed.update(part)
    return hashed.digest()


def _facts(sources: Iterable[Source]) -> Iterable[bytes]:
    for one in sources:
        yield f"{one.uri}\0{one.kind}\0".encode("utf-8", "surrogatepass")
        yield hashlib.sha256(one.data).digest()
