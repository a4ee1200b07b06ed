"""`doctor`: what a scan of a folder would be made with, look at and leave out; nothing is judged.

Whoever wonders why nothing was found, or what a report means by "not looked at", asks here first.
"""

import datetime
import platform
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from scanner import __version__, settings
from scanner.configuration import Options
from scanner.dependencies import advisories
from scanner.deployments.formats import BY_KIND
from scanner.engines import ENGINES
from scanner.errors import ScannerError
from scanner.findings import configured
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.source import FileKind, Tree

OLD_DAYS = 30
"""Advisory data that is older is worth a word."""
MOST_NOTES = 20

_CODE = frozenset({FileKind.PYTHON, FileKind.NOTEBOOK})
_FLOWS = frozenset({FileKind.FLOW})
_SECRETS_ONLY = frozenset({FileKind.TEXT})


@dataclass(frozen=True)
class Diagnosis:
    """The lines of the answer, and whether a scan would work."""

    lines: tuple[str, ...]
    is_well: bool


def diagnosis(path: Path, config: str, given: Options, today: datetime.date) -> Diagnosis:
    """All that can be said before a scan; what is wrong begins with `!`."""
    lines = [*_program(), *_data(today)]
    try:
        chosen = settings.decide(path, config, given)
        tree = collect(chosen)
        configured.check(chosen, tree)
    except ScannerError as error:
        lines += [f"! {error}", f"  {error.hint}"] if error.hint else [f"! {error}"]
    else:
        lines += [*_configuration(chosen), *_files(chosen, tree)]
    return Diagnosis(tuple(lines), not any(line.startswith("!") for line in lines))


def _program() -> Iterator[str]:
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield f"langflow-scan {__version__} with {system}"
    if not shutil.which("git"):
        yield "  git is not there: no history, no comparison, and files that git ignores are read"
    versions = {}
    for engine in ENGINES:
        try:
            versions[engine.distribution] = metadata.version(engine.distribution)
        except metadata.PackageNotFoundError:
            if engine.distribution != "langflow-scan":
                yield f"! {engine.distribution} is not installed: install langflow-scan again"
        try:
            engine.rules()
        except ScannerError as error:
            yield f"! {engine.name}: {error}"
    named = (f"{name} {version}" for name, version in versions.items() if name != "langflow-scan")
    yield f"  engines: {', '.join(named)}, and our own checks"


def _data(today: datetime.date) -> Iterator[str]:
    try:
        sources = advisories.load().sources
    except ScannerError as error:
        yield f"! {error}"
        return
    for source in sources:
        age = (today - source.date).days
        old = "; a newer release has newer ones, or give --advisory-db" if age > OLD_DAYS else ""
        yield f"  advisories of {source.name}: {source.count}, {age} days old{old}"


def _configuration(chosen: Settings) -> Iterator[str]:
    yield f"configuration: {chosen.config or 'none, so that the defaults count'}"
    yield f"  fails on {chosen.fail_on}, profile {chosen.profile}, {len(chosen.ignore)} ignores"
    for words in chosen.lowered:
        yield f"  lowers what counts: {words}"
    for name in chosen.refused:
        yield f"! {chosen.config} sets {name}, which only the command line may"


def _files(chosen: Settings, tree: Tree) -> Iterator[str]:
    counted = Counter(source.kind for source in tree.sources)
    number = len(tree.sources)
    yield f"{chosen.path}: {number} file{'s' if number != 1 else ''}"
    if not tree.sources:
        yield "! there is nothing to scan: check the path and `exclude`"
    for kind, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        yield f"  {count:>6} {kind.value:<22} {_readers(kind)}"
    missed = [note for note in tree.notifications if note.level is not Level.NOTE]
    others = len(tree.notifications) - len(missed)
    if missed:
        yield f"not looked at, or only partly: {len(missed)}"
    yield from (f"  {note.message}" for note in missed[:MOST_NOTES])
    if len(missed) > MOST_NOTES:
        yield f"  ... and {len(missed) - MOST_NOTES} more: `langflow-scan scan --verbose` lists all"
    if others:
        yield f"{others} more notes on files: `langflow-scan scan --verbose` lists them"


def _readers(kind: FileKind) -> str:
    """Who looks at files of a kind, in a few words."""
    if kind is FileKind.BINARY:
        return "known by their name or head alone"
    if kind in _CODE:
        return "code, secrets, imports and settings in it"
    if kind in _FLOWS:
        return "flow checks, the code in it, secrets"
    if kind in _SECRETS_ONLY:
        return "secrets; code where it is JavaScript or a page"
    row = BY_KIND.get(kind)
    return f"{row.what}, secrets" if row else "packages, secrets"
