"""What a tree asks for: packages with their versions, each at its place.

Nothing is resolved, built or downloaded, and no file outside the scanned root is opened: a nested
file counts only when it was collected.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from scanner.dependencies import installs, locks, manifests
from scanner.dependencies.pin import Collected, Graph, Origin, Pin, Pins, purl
from scanner.formats import requirements
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree

__all__ = ["Graph", "Origin", "Pin", "Pins", "pins", "purl"]


def pins(tree: Tree) -> Pins:
    """Every package that a manifest, a lock or a command of the tree names; read once."""
    return tree.once(_pins)


def _pins(tree: Tree) -> Pins:
    found = Collected()
    manifests.read(tree, found)
    for source in tree.of(*locks.KINDS):
        locks.read(source, found)
    for source in tree.of(FileKind.NPM_LOCK):
        locks.name_npm_lock(source, found)
    installs.read(tree, found)
    ordered = sorted(found.pins, key=lambda pin: (pin.location.uri, pin.location.region))
    _note_conflicts(ordered, found)
    direct: dict[str, list[Pin]] = {}
    for pin in ordered:
        if pin.origin is Origin.MANIFEST:
            direct.setdefault(pin.name, []).append(pin)
    return Pins(
        tuple(_without_pinned_elsewhere(ordered, tree, found.included)),
        tuple(found.notes),
        len(found.read),
        found.graphs,
        {name: tuple(listed) for name, listed in direct.items()},
        tuple(sorted(found.mutable, key=lambda one: (one[1].uri, one[1].region))),
    )


def _note_conflicts(found: list[Pin], collected: Collected) -> None:
    """One name at two versions in one file: each is judged, and which one is installed is open."""
    seen: dict[tuple[str, str], Pin] = {}
    for pin in found:
        if pin.version is None or pin.origin is Origin.COMMAND:
            continue
        first = seen.setdefault((pin.location.uri, pin.name), pin)
        if first.version != pin.version:
            line, other = pin.location.region.start_line, first.location.region.start_line
            words = f"asks for {pin.asked}, and line {other} for {first.asked}; both were audited"
            collected.note(Level.NOTE, "conflicting-versions", pin.location.uri, line, words)


def _without_pinned_elsewhere(
    found: list[Pin], tree: Tree, included: Mapping[str, Collection[str]]
) -> Iterator[Pin]:
    """Open requirements only where nothing that is installed together with theirs pins the package.

    `langflow` in requirements.txt beside `-c constraints.txt` with `langflow==1.13.0` is pinned,
    and so is what pyproject.toml asks for beside or below a lock that has it.
    """
    exact: dict[str, set[str]] = {}
    for pin in found:
        if pin.version and pin.origin is not Origin.COMMAND:
            exact.setdefault(pin.location.uri, set()).add(pin.name)
    together = {
        uri: frozenset().union(*(_together(one, tree) for one in (uri, *included.get(uri, ()))))
        for uri in {pin.location.uri for pin in found}
    }
    for pin in found:
        files = together[pin.location.uri]
        if pin.version or not any(pin.name in exact.get(file, ()) for file in files):
            yield pin


_LOCKED_BY = {
    FileKind.PYPROJECT: locks.KINDS,
    FileKind.PIPFILE: (FileKind.PIPFILE_LOCK,),
    FileKind.SETUP_CFG: locks.KINDS,
}


def _together(uri: str, tree: Tree) -> frozenset[str]:
    """The files that decide together with a manifest what is installed."""
    source = tree.get(uri)
    if source is None:
        return frozenset({uri})
    folder = PurePosixPath(uri).parent
    if source.kind in _LOCKED_BY:
        above = {folder, *folder.parents}
        locking = (*tree.of(*_LOCKED_BY[source.kind]), *_compiled(tree))
        return frozenset({uri, *(k.uri for k in locking if PurePosixPath(k.uri).parent in above)})
    if source.name.endswith(".in"):  # the source of a compiled file of the same name
        compiled = tree.get(f"{uri.removesuffix('.in')}.txt")
        return frozenset({uri, *_included_by(uri, tree), *((compiled.uri,) if compiled else ())})
    return _included_by(uri, tree)


def _compiled(tree: Tree) -> tuple[Source, ...]:
    """Requirements files that a tool made of others: named `.lock`, or with notes of who asks."""
    return tuple(
        source
        for source in tree.of(FileKind.REQUIREMENTS)
        if source.name.endswith(".lock") or "# via" in source.text
    )


def _included_by(uri: str, tree: Tree) -> frozenset[str]:
    """A requirements file and all that it includes."""
    seen: set[str] = set()
    waiting = [uri]
    while waiting:
        current = waiting.pop()
        source = tree.get(current)
        if current in seen or source is None or source.kind not in manifests.PLAIN:
            continue
        seen.add(current)
        for entry in requirements.read(source.text):
            if isinstance(entry, requirements.Include) and not manifests.SCHEME.match(entry.target):
                nested = manifests.included(current, entry.target)
                waiting += [nested] if nested else []
    return frozenset(seen)
