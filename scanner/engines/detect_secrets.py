"""detect-secrets over every text file of the tree, in workers that keep the values."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from scanner import process, rules
from scanner.collect import FileKind, Source, Tree, printable
from scanner.engines.base import Outcome
from scanner.errors import EngineError, NothingToScan, RuleError
from scanner.model import Detection, Finding, Kind, Level, Location, Notification, Region, Rule
from scanner.settings import Settings

WORKER = Path(__file__).parent / "workers" / "detect_secrets_worker.py"
OWN_FILES = frozenset({".langflow-scan.yml", ".secrets.baseline"})
"""Left out: our configuration, and detect-secrets' baseline, which holds hashes of secrets."""
SHARD_BYTES = 2**20
"""Under this much text, a second worker costs more than it saves."""


class _Document(rules.RuleDocument, frozen=True, forbid_unknown_fields=True):
    """A rule and the detectors that report under it."""

    detectors: tuple[str, ...] = ()


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    detectors_off: dict[str, str]
    rules: tuple[_Document, ...]


class _Hit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What leaves the worker of one secret: no value, no hash of it."""

    detector: str
    detectors: tuple[str, ...]
    name: str
    length: int
    region: tuple[int, int, int, int]
    others: tuple[tuple[int, int, int, int], ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    uri: str
    error: str | None
    hits: tuple[_Hit, ...]
    dropped: dict[str, int]


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    files: tuple[_File, ...]


class DetectSecrets:
    """The `secrets` engine."""

    name = "detect-secrets"
    distribution = "detect-secrets"
    information_uri = "https://github.com/Yelp/detect-secrets"
    kinds = frozenset({Kind.SECRETS})

    def rules(self) -> tuple[Rule, ...]:
        """Those of `rulesets/secrets.yml`."""
        return tuple(sorted(set(catalogue().values()), key=lambda rule: rule.id))

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Look at every text file."""
        known = catalogue()
        sources = [
            source
            for source in tree.sources
            if source.kind is not FileKind.BINARY and source.name not in OWN_FILES
        ]
        if not sources:
            raise NothingToScan("no text file")
        dropped: Counter[str] = Counter()
        for file in scan(sources, settings.jobs, settings.timeout):
            dropped.update(file.dropped)
            yield from _outcomes(file, known)
        if dropped:
            yield _dropped(dropped)


def catalogue() -> Mapping[str, Rule]:
    """The rule of each detector.

    Raises:
        RuleError: the file is damaged, or gives one detector to two rules.
    """
    document = rules.read_yaml("secrets.yml", _Catalogue)
    found: dict[str, Rule] = {}
    for one in document.rules:
        rule = next(one.rules())
        for detector in one.detectors:
            if detector in found or detector in document.detectors_off:
                raise RuleError(f"rulesets/secrets.yml: {detector} is named twice")
            found[detector] = rule
    return found


def scan(
    sources: Sequence[Source], jobs: int, timeout: float, worker: Path = WORKER
) -> Iterator[_File]:
    """Every file's result in the order of `sources`, from as many workers as pay.

    Raises:
        EngineError: a worker crashed, hung, printed nonsense, or left a file out.
    """
    shards = _shards(sources, jobs)
    with ThreadPoolExecutor(max_workers=len(shards)) as pool:
        answers = pool.map(lambda shard: _ask(shard, timeout, worker), shards)
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


def _ask(sources: Iterable[Source], timeout: float, worker: Path) -> _Answer:
    files = [{"uri": s.uri, "kind": s.kind.value, "text": s.text} for s in sources]
    asked = msgspec.json.encode({"files": files})
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
        return msgspec.json.decode(done.stdout, type=_Answer)
    except msgspec.MsgspecError:
        raise EngineError("detect-secrets' answer could not be read") from None


def _outcomes(file: _File, known: Mapping[str, Rule]) -> Iterator[Outcome]:
    """The findings of one file, and what could not be looked at."""
    if file.error is not None:
        words = f"{printable(file.uri)} was not scanned for secrets ({file.error}); exclude it"
        words += " if it holds none, and report the error"
        yield Notification(Level.WARNING, "file-not-scanned", words, printable(file.uri))
    for hit in file.hits:
        if hit.detector not in known:
            raise EngineError(f"detect-secrets has a detector without a rule: {hit.detector}")
        yield _finding(file.uri, hit, known[hit.detector])


def _finding(uri: str, hit: _Hit, rule: Rule) -> Finding:
    name = printable(hit.name)
    held = f" in `{name}`" if name else ""
    words = f"{rule.short_description}: {hit.detector}{held}, {hit.length} characters"
    also = tuple(
        Location(uri, Region(*other), name, "the same value") for other in sorted(set(hit.others))
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
