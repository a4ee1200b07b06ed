"""detect-secrets over every text file of the tree, in workers that keep the values."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path, PurePosixPath
from secrets import token_hex

import msgspec

from scanner import process, rules
from scanner.engines.base import Outcome
from scanner.engines.detect_secrets.catalogue import (
    Hit,
    _checksum,
    all_rules,
    formats,
    rule_of,
    weak_formats,
)
from scanner.engines.remembered import Remembered
from scanner.errors import EngineError, NothingToScan
from scanner.flows.upstream import is_upstream
from scanner.model.finding import Detection, Finding
from scanner.model.note import Guarded, Notification, Reading
from scanner.model.place import Location, Region
from scanner.model.rule import Kind, Level, Rule
from scanner.secrets.filters import PREDICATES
from scanner.secrets.known import without_known
from scanner.settings import Settings
from scanner.tree import history
from scanner.tree.compiled import is_compiled, readable
from scanner.tree.source import FileKind, Source, Tree
from scanner.tree.text import printable

WORKER = Path(__file__).with_name("detect_secrets_worker.py")


OWN_FILE = ".langflow-scan.yml"
"""Left out at the root, where it is our configuration."""


BASELINE = ".secrets.baseline"
"""detect-secrets' own, which holds hashes of secrets; left out where it is one."""


MAX_LINKED = 5
"""Other files that a finding names for the same value; there each has a finding of its own."""


HISTORY_BATCH = 2_000
"""Blobs of the history that are held in memory at once."""


MAX_GUARDED = 200
"""Dropped candidates of one file that `--verbose` lists; all are counted."""


SHARD_BYTES = 2**20
"""Under this much text, a second worker costs more than it saves."""


def _is_own(uri: str, text: str) -> bool:
    """Whether a file is our configuration or a baseline; in other places the names mean nothing."""
    if PurePosixPath(uri).name != BASELINE:
        return uri == OWN_FILE
    return text.lstrip().startswith("{") and '"plugins_used"' in text and '"results"' in text


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    uri: str
    error: str | None
    hits: tuple[Hit, ...]
    dropped: tuple[tuple[str, int], ...]
    """Predicate and line of what was taken for no secret."""


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    files: tuple[_File, ...]


class DetectSecrets:
    """The `secrets` engine."""

    name = "detect-secrets"
    distribution = "detect-secrets"
    information_uri = "https://github.com/Yelp/detect-secrets"
    kinds = frozenset({Kind.SECRETS})
    per_file = True

    def rules(self) -> tuple[Rule, ...]:
        """Those of `rulesets/secrets.yml`."""
        return all_rules()

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Look at every text file."""
        texts = [
            source
            for source in tree.sources
            if source.kind is not FileKind.BINARY and not _is_own(source.uri, source.text)
        ]
        sources = [source for source in texts if not is_upstream(source)]
        yield from _of_langflow(len(texts) - len(sources))
        if not sources:
            raise NothingToScan("no text file")
        off = settings.secret_filters_off
        if unknown := sorted({*off} - {predicate.__name__ for predicate in PREDICATES}):
            raise EngineError(
                f"secret-filters-off names {unknown[0]!r}, which is no filter",
                hint="--verbose names the filter of each value that was taken for no secret",
            )
        key = settings.store.secret if settings.store else token_hex(32)
        memory = Remembered(settings, self.name, *off)
        known = memory.get({s.uri: (s.uri, s.kind.value, s.data) for s in sources}, _File)
        new = [source for source in sources if source.uri not in known]
        fresh = {
            file.uri: file for file in scan(new, settings.jobs, settings.timeout, off=off, key=key)
        }
        memory.put({uri: file for uri, file in fresh.items() if _may_be_kept(file)})
        found = [(known | fresh)[source.uri] for source in sources]
        yield from memory.notes(self.name)
        yield Reading(frozenset(file.uri for file in found if file.error is None))
        files = (*found, *_of_compiled(tree, settings, off=off, key=key))
        links = _links(files)
        for file in files:
            yield from _outcomes(file, links)
            yield from _guarded(file)
        dropped = Counter(predicate for file in files for predicate, _ in file.dropped)
        if dropped:
            yield _dropped(dropped)
        if settings.history:
            yield from _of_history(tree, settings, key, {*links})


def _may_be_kept(file: _File) -> bool:
    """Not what failed; nor a name that is itself a credential: no value is kept anywhere."""
    names = (file.uri, *(hit.name for hit in file.hits))
    return file.error is None and all(without_known(name, "") == name for name in names)


def _of_compiled(
    tree: Tree, settings: Settings, *, off: Sequence[str], key: str
) -> Iterator[_File]:
    """Of what is readable in compiled Python, the known formats: a name and its value stand apart
    there, and what else looks like a secret is mostly code. The place is the file."""
    inside = [
        Source(source.uri, FileKind.TEXT, readable(source.data))
        for source in tree.of(FileKind.BINARY)
        if is_compiled(source.uri, source.data)
    ]
    known = {row["name"] for row in formats()}
    for file in scan(inside, settings.jobs, settings.timeout, off=off, key=key) if inside else ():
        hits = tuple(
            msgspec.structs.replace(hit, region=(1, 1, 1, 1), others=(), name="")
            for hit in file.hits
            if hit.detector in known and not hit.weak
        )
        yield msgspec.structs.replace(file, hits=hits, dropped=())


def _of_langflow(count: int) -> Iterator[Notification]:
    """How many files were left out because everyone can read them in a release of Langflow."""
    if count:
        files = "file is" if count == 1 else "files are"
        words = f"{count} {files} a Langflow release's, byte for byte, and not searched for secrets"
        yield Notification(Level.NOTE, "upstream-code", words)


def _of_history(tree: Tree, settings: Settings, key: str, present: set[str]) -> Iterator[Outcome]:
    """Secrets that commits brought in and that are gone from the tree: each at its newest place."""
    notes: list[Notification] = []
    seen = set(present)
    found = history.blobs(tree, settings.exclude, notes)
    blobs = (b for b in found if not _is_own(b.path, b.data.decode("utf-8", "replace")))
    while some := list(islice(blobs, HISTORY_BATCH)):
        # The path decides how a text is read; the object before it keeps versions of it apart.
        by_uri = {f"{blob.oid}:/{blob.path}": blob for blob in some}
        sources = [Source(uri, blob.kind, blob.data) for uri, blob in by_uri.items()]
        off = settings.secret_filters_off
        for file in scan(sources, settings.jobs, settings.timeout, off=off, key=key):
            blob = by_uri[file.uri]
            for hit in file.hits:
                if hit.same not in seen:
                    seen.add(hit.same)
                    yield _past(tree, blob, hit, rule_of(hit, blob.path))
    yield from notes


def _past(tree: Tree, blob: history.Blob, hit: Hit, rule: Rule) -> Finding:
    """A secret of the history at the file of its path or, when that is gone, at the first file."""
    here = tree.get(blob.path) or tree.sources[0]
    name = printable(hit.name)
    held = f" in `{name}`" if name else ""
    words = f"{rule.short_description}: {hit.detector}{held}, {hit.length} characters"
    words += _checksum(hit) + ", in the "
    words += f"history: {blob.path} line {hit.region[0]} of commit {blob.commit[:12]} ({blob.date})"
    place = Location(here.uri, Region(1, 1, 1, 1), f"{blob.path}@{blob.commit[:12]}:{name}")
    detections = tuple(Detection("detect-secrets", one) for one in hit.detectors)
    return Finding(rule, words, place, detections)


def scan(
    sources: Sequence[Source],
    jobs: int,
    timeout: float,
    worker: Path = WORKER,
    *,
    off: Sequence[str] = (),
    key: str = "",
) -> Iterator[_File]:
    """Every file's result in the order of `sources`, from as many workers as pay.

    `off` are predicates of `secret_filters` that are not asked; with the same `key`, hex, equal
    values of two calls are known to be equal.

    Raises:
        EngineError: a worker crashed, hung, printed nonsense, or left a file out.
    """
    if not sources:
        return iter(())
    shards = _shards(sources, jobs)
    options = {
        "formats": formats(),
        "weak": weak_formats(),
        "key": key or token_hex(32),
        "off": list(off),
    }
    with ThreadPoolExecutor(max_workers=len(shards)) as pool:
        answers = pool.map(lambda shard: _ask(shard, options, timeout, worker), shards)
        by_uri = {file.uri: file for answer in answers for file in answer.files}
    missing = [source.uri for source in sources if source.uri not in by_uri]
    if missing:
        words = f"detect-secrets left out {len(missing)} files, such as {printable(missing[0])}"
        raise EngineError(words, hint="report this: every file must be scanned or named")
    return (by_uri[source.uri] for source in sources)


def _shards(sources: Sequence[Source], jobs: int) -> list[list[Source]]:
    """The files dealt out by size, largest first, to the shard that has least."""
    total = sum(len(source.data) for source in sources)
    count = max(1, min(jobs, total // SHARD_BYTES, len(sources)))
    shards: list[list[Source]] = [[] for _ in range(count)]
    sizes = [0] * count
    for source in sorted(sources, key=lambda source: (-len(source.data), source.uri)):
        least = sizes.index(min(sizes))
        shards[least].append(source)
        sizes[least] += len(source.data)
    return shards


def _ask(
    sources: Iterable[Source], options: Mapping[str, object], timeout: float, worker: Path
) -> _Answer:
    files = [{"uri": s.uri, "kind": s.kind.value, "text": s.text} for s in sources]
    asked = msgspec.json.encode({"files": files, **options})
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as empty:
        argv = process.python(str(worker))
        done = process.run(argv, cwd=Path(empty), timeout=timeout, stdin=asked)
    return parse(done)


def parse(done: process.Completed) -> _Answer:
    """The worker's answer.

    Its stderr is shown to nobody: an exception's text may hold a line of a scanned file.

    Raises:
        EngineError: it did not end well or did not print what it must.
    """
    if done.returncode != 0:
        last = done.stderr_tail.strip().rpartition("\n")[2].partition(":")[0]
        kind = last if last.replace(".", "").isidentifier() else "no Python error"
        raise EngineError(
            f"detect-secrets ended with exit code {done.returncode} ({kind})",
            returncode=done.returncode,
            hint="run again; if it stays, exclude files until it passes and report the file",
        )
    try:
        return rules.decoded(done.stdout, _Answer)
    except msgspec.MsgspecError:
        raise EngineError("detect-secrets' answer could not be read") from None


_Links = Mapping[str, Sequence[tuple[str, Hit]]]
"""Where equal values stand first in each file that has them."""


def _links(files: Iterable[_File]) -> _Links:
    found: dict[str, list[tuple[str, Hit]]] = {}
    for file in files:
        for hit in file.hits:
            found.setdefault(hit.same, []).append((file.uri, hit))
    return found


def _guarded(file: _File) -> Iterator[Guarded]:
    """What was taken for no secret, place by place."""
    for predicate, line in sorted(set(file.dropped))[:MAX_GUARDED]:
        reason = f"no secret by the filter {predicate}"
        yield Guarded("detect-secrets", Location(file.uri, Region(line, 1, line, 1)), reason)


def _outcomes(file: _File, links: _Links) -> Iterator[Outcome]:
    """The findings of one file, and what could not be looked at."""
    if file.error is not None:
        words = f"{printable(file.uri)} was not scanned for secrets ({file.error}); exclude it"
        words += " if it holds none, and report the error"
        yield Notification(Level.WARNING, "file-not-scanned", words, printable(file.uri))
    for hit in file.hits:
        yield _finding(file.uri, hit, rule_of(hit, file.uri), links)


def _finding(uri: str, hit: Hit, rule: Rule, links: _Links) -> Finding:
    name = printable(hit.name)
    held = f" in `{name}`" if name else ""
    words = f"{rule.short_description}: {hit.detector}{held}, {hit.length} characters"
    words += _checksum(hit)
    also = tuple(
        Location(uri, Region(*other), name, "the same value") for other in sorted(set(hit.others))
    )
    elsewhere = [(other, found) for other, found in links[hit.same] if other != uri]
    also += tuple(
        Location(other, Region(*found.region), printable(found.name), "the same value")
        for other, found in elsewhere[:MAX_LINKED]
    )
    return Finding(
        rule=rule,
        message=words,
        location=Location(uri, Region(*hit.region), name),
        detections=tuple(Detection("detect-secrets", one) for one in hit.detectors),
        related=also,
    )


def _dropped(dropped: Counter[str]) -> Notification:
    """How many candidates were taken for no secret, and why: nothing vanishes unseen."""
    listed = ", ".join(
        f"{n} {name}" for name, n in sorted(dropped.items(), key=lambda e: (-e[1], e[0]))
    )
    words = f"{dropped.total()} candidates were taken for no secret: {listed}"
    return Notification(Level.NOTE, "candidates-dropped", words)
