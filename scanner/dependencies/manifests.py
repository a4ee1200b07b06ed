"""Files in which people write what they need: requirements, pyproject, Pipfile, Conda, setup.*."""

import posixpath
import re
from collections.abc import Callable, Iterable

from scanner.dependencies.pin import Collected, Graph
from scanner.errors import ReadError
from scanner.formats import conda, inline_metadata, pipfile, pyproject, requirements, setup_files
from scanner.formats.positions import Lines
from scanner.formats.requirements import Entry, Include
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree
from scanner.tree.text import printable

SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
PLAIN = (FileKind.REQUIREMENTS, FileKind.TEXT)
"""Kinds that an include may name."""
_SCRIPT = "# /// script"


def read(tree: Tree, found: Collected) -> None:
    """Everything that the manifests of the tree ask for."""
    for source in tree.of(FileKind.REQUIREMENTS):
        _requirements(source, tree, found, ())
    for kind, reader in _READERS.items():
        for source in tree.of(kind):
            _manifest(source, tree, found, reader)
    for source in tree.of(FileKind.CONDA):
        words = "lists Conda packages, which were judged by their names and versions on the Python"
        words += " index; libraries that are no Python packages were not audited"
        found.note(Level.NOTE, "conda-judged-by-name", source.uri, None, words)
    for source in tree.of(FileKind.PYTHON):
        if _SCRIPT in source.text:
            _manifest(source, tree, found, inline_metadata.read)
        if source.name == "setup.py" and "setup" in source.text:
            _setup_py(source, tree, found)


def include_if_present(
    entry: Include, source: Source, line: int, tree: Tree, found: Collected
) -> None:
    """What a command's `-r` names: relative to its own folder or the root, whichever has it.

    A file that is in neither is made elsewhere, or lies where the command changes to: a note.
    """
    shown = printable(entry.target)
    for base in (source.uri, ""):
        uri = None if SCHEME.match(entry.target) else included(base, entry.target)
        nested = tree.get(uri) if uri else None
        if nested is not None and nested.kind in PLAIN:
            found.included.setdefault(source.uri, set()).add(nested.uri)
            _requirements(nested, tree, found, ())
            return
    copied = _copied(entry.target, tree)
    if copied:  # into the image, under its own name; it is read where it is
        found.included.setdefault(source.uri, set()).update(one.uri for one in copied)
        for one in copied:
            if one.kind in PLAIN:
                _requirements(one, tree, found, ())
        return
    if SCHEME.match(entry.target):
        shown = "an address"
    words = f"installs what {shown} lists, which is not in the scanned folder and was not audited"
    found.note(Level.WARNING, "include-not-read", source.uri, line, words)


def _copied(target: str, tree: Tree) -> tuple[Source, ...]:
    """The files whose paths have most names in common with a target's end."""
    wanted = target.split("/")[::-1]

    def common(source: Source) -> int:
        pairs = zip(wanted, source.uri.split("/")[::-1], strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), len(wanted))

    named = [one for one in tree.of(*PLAIN, *_READERS) if one.name == wanted[0]]
    best = max(map(common, named), default=0)
    return tuple(one for one in named if common(one) == best)


def included(uri: str, target: str) -> str | None:
    """The path of a nested file relative to the root, or None when it leaves the root."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(uri), target))
    outside = posixpath.isabs(target) or joined == ".." or joined.startswith("../")
    return None if outside else joined


def _requirements(source: Source, tree: Tree, found: Collected, above: tuple[str, ...]) -> None:
    """One file and, once each, the files it includes."""
    if source.uri in found.read:
        return
    found.read.add(source.uri)
    lines = Lines(source.text)
    for entry in requirements.read(source.text):
        if isinstance(entry, Include):
            line = lines.region(entry.start, entry.end).start_line
            _include(entry, source, line, tree, found, (*above, source.uri))
        else:
            found.entry(entry, source, lines, written=True)
    _note_parents(source, found)


def _note_parents(source: Source, found: Collected) -> None:
    """The graph that `pip-compile` writes into comments."""
    asks: dict[str, list[str]] = {}
    roots = set()
    for name, listed in requirements.parents(source.text).items() if "# via" in source.text else ():
        for parent in listed:
            if parent:
                asks.setdefault(parent, []).append(name)
            else:
                roots.add(name)
    if asks or roots:
        requires = {parent: tuple(names) for parent, names in asks.items()}
        found.graphs[source.uri] = Graph(requires, frozenset(roots))


def _include(
    entry: Include,
    source: Source,
    line: int,
    tree: Tree,
    found: Collected,
    above: tuple[str, ...],
) -> None:
    def refuse(words: str) -> None:
        found.note(Level.WARNING, "include-not-read", source.uri, line, words)

    if SCHEME.match(entry.target):
        refuse("includes a remote file, which was not read; commit a copy of it")
        return
    uri = included(source.uri, entry.target)
    if uri is None:
        refuse("includes a file outside of the scanned folder, which was not read")
        return
    nested = tree.get(uri)
    if nested is None or nested.kind not in PLAIN:
        refuse(f"includes {printable(uri)}, which is not a requirements file of the scanned folder")
        return
    if uri in above:
        words = f"includes {printable(uri)}, which includes this file; each was read once"
        found.note(Level.NOTE, "include-cycle", source.uri, line, words)
        return
    _requirements(nested, tree, found, above)


def _manifest(
    source: Source, tree: Tree, found: Collected, read_: Callable[[str], Iterable[Entry]]
) -> None:
    found.read.add(source.uri)
    try:
        entries = tuple(read_(source.text))
    except ReadError as error:
        words = f"could not be read ({error}) and was not audited; fix it"
        found.note(Level.WARNING, "manifest-not-parsed", source.uri, error.line, words)
        return
    lines = Lines(source.text)
    for entry in entries:
        if isinstance(entry, Include):
            line = lines.region(entry.start, entry.end).start_line
            _include(entry, source, line, tree, found, ())
        else:
            found.entry(entry, source, lines)


def _setup_py(source: Source, tree: Tree, found: Collected) -> None:
    """What it says literally; a list that it computes is named."""
    computed: tuple[int, ...] = ()

    def entries(text: str) -> tuple[Entry, ...]:
        nonlocal computed
        setup = setup_files.read_py(text)
        computed = setup.computed
        return setup.entries

    _manifest(source, tree, found, entries)
    lines = Lines(source.text)
    folder = posixpath.dirname(source.uri)
    beside = (s for s in tree.of(FileKind.REQUIREMENTS) if posixpath.dirname(s.uri) == folder)
    named = next((s.name for s in beside if s.name in source.text), "")
    for at in computed:
        line = lines.region(at, at).start_line
        words = "computes its requirements when it runs, which a scan never lets it do"
        if named:
            words += f"; {named}, which it names, was audited"
            found.note(Level.NOTE, "requirement-computed", source.uri, line, words)
        else:
            words += ": they were not audited; list them in pyproject.toml"
            found.note(Level.WARNING, "requirement-not-audited", source.uri, line, words)


def _of_conda(text: str) -> tuple[Entry, ...]:
    read_ = conda.read(text)
    return (*read_.conda, *read_.pip)


_READERS: dict[FileKind, Callable[[str], Iterable[Entry]]] = {
    FileKind.PYPROJECT: pyproject.read,
    FileKind.PIPFILE: pipfile.read,
    FileKind.SETUP_CFG: lambda text: setup_files.read_cfg(text).entries,
    FileKind.CONDA: _of_conda,
}
