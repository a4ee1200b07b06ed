"""All Python of the tree as units that the `code` engines analyse: files, notebooks, flows.

An engine stages the units as files of ours in an empty folder, so that no file of the repository
(`.semgrepignore`, `.bandit`, a package named like one of theirs) is near it, and maps what it
finds back through `findings`.
"""

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from scanner.code.contexts import Context, weighed
from scanner.errors import ReadError
from scanner.flows.published import official
from scanner.flows.read import UPSTREAM_FLOWS, Component, flows
from scanner.flows.upstream import is_upstream
from scanner.formats import notebook
from scanner.formats.json_ import raw_offset
from scanner.formats.positions import Lines, Node
from scanner.formats.python_ import PythonText
from scanner.model.finding import Detection, Finding
from scanner.model.note import Notification
from scanner.model.place import Location, Region
from scanner.model.rule import Level, Rule
from scanner.tree.guards import is_test
from scanner.tree.source import FileKind, Source, Tree
from scanner.tree.text import printable


@dataclass(frozen=True)
class Place:
    """One place in the tree where a unit's code stands."""

    uri: str
    where: str = ""
    """For code inside a flow: which node and field; empty for a Python file."""
    logical_name: str = ""
    text: str = ""
    """The JSON text that holds the code; empty for a Python file."""
    lines: tuple[Node, ...] = ()
    """String nodes that hold the code: one, or one a line in the list form of newer exports."""

    whole: Region | None = None
    """The place of all of it, where the file has it escaped once more, in a string."""

    def region(self, code: Lines, found: Region) -> Region:
        """A region of the code as a region of the file."""
        if self.whole:
            return self.whole
        if not self.lines:
            return found
        whole = Lines(self.text)
        start = self._offset(code, found.start_line, found.start_column)
        end = self._offset(code, found.end_line, found.end_column)
        return whole.region(start, max(start, end))

    def _offset(self, code: Lines, line: int, column: int) -> int:
        if len(self.lines) == 1:
            return raw_offset(self.text, self.lines[0], code.offset(line, column))
        node = self.lines[min(line, len(self.lines)) - 1]
        return raw_offset(self.text, node, column - 1)


MAX_IMPORTS = 4000
"""Characters of the imports that a cell of a notebook is given."""


_EXAMPLE_FOLDERS = frozenset({"example", "examples", "sample", "samples", "demo", "demos"})
_SCRIPT_FOLDERS = frozenset({"script", "scripts", "tools", "bin", "hack", "ci", ".github"})
_SCRIPT_NAMES = frozenset({"setup.py", "noxfile.py", "tasks.py", "fabfile.py"})


def _is_in_examples(uri: str) -> bool:
    return bool(_EXAMPLE_FOLDERS.intersection(PurePosixPath(uri.lower()).parts[:-1]))


def _is_in_scripts(uri: str) -> bool:
    *folders, name = PurePosixPath(uri.lower()).parts
    return bool(_SCRIPT_FOLDERS.intersection(folders)) or name in _SCRIPT_NAMES


_CONTEXTS: Mapping[Context, Callable[[str], bool]] = {
    Context.TESTS: is_test,
    Context.EXAMPLES: _is_in_examples,
    Context.SCRIPTS: _is_in_scripts,
}


@dataclass(frozen=True)
class CodeUnit:
    """Python to analyse once, wherever it stands."""

    name: str
    """The file name it is staged under: unique, of our making, ends in `.py`."""
    code: str
    places: tuple[Place, ...]
    prefix: str = ""
    """A first line of `code` that the place does not have: imports of the cells before."""

    def is_in(self, context: Context) -> bool:
        """Whether every place of it belongs to tests, examples or scripts."""
        return all(_CONTEXTS[context](place.uri) for place in self.places)


def code_units(tree: Tree) -> tuple[CodeUnit, ...]:
    """Python files one by one; code inside flows once for each distinct text.

    What is Langflow's own, byte for byte, is left out: this repository cannot fix it.

    Code inside flows is named `flow-*.py`; what a file or node is called never becomes a path.
    """
    units = [
        CodeUnit(f"file-{number:06}.py", source.text, (Place(source.uri),))
        for number, source in enumerate(tree.of(FileKind.PYTHON))
        if not _is_official(source)
    ]
    units.extend(_cells(tree))
    places: dict[str, list[Place]] = {}
    for flow in flows(tree).flows:
        for component in flow.components:
            for field in component.code_fields:
                if field.name == "code" and official(field.code) is not None:
                    continue
                place = Place(
                    uri=flow.uri,
                    where=f"{_named(component)}, field {field.name}",
                    logical_name=f"{component.id}.{field.name}",
                    text=flow.text,
                    lines=field.lines,
                    whole=flow.place,
                )
                places.setdefault(field.code, []).append(place)
    for code, found in places.items():
        digest = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
        units.append(CodeUnit(f"flow-{digest[:24]}.py", code, tuple(found)))
    return tuple(units)


def _cells(tree: Tree) -> Iterator[CodeUnit]:
    """The cells of notebooks; what is no Python in them is named by `unread_notebooks`."""
    for number, source in enumerate(tree.of(FileKind.NOTEBOOK)):
        imports: list[str] = []
        for cell in _read_cells(source):
            if cell.is_python:
                where = f"cell {cell.number} of the notebook"
                place = Place(source.uri, where, f"cell {cell.number}", source.text, cell.lines)
                name = f"cell-{number:05}-{cell.number:05}.py"
                prefix = _line_of(imports)
                yield CodeUnit(name, prefix + cell.code, (place,), prefix)
                imports.extend(each for each in _imports(cell.code) if each not in imports)


def _line_of(imports: Iterable[str]) -> str:
    line = ""
    for each in imports:
        if len(line) + len(each) < MAX_IMPORTS:
            line += f"{each}; "
    return f"{line}\n" if line else ""


def _imports(code: str) -> Iterator[str]:
    """The imports of a cell, as later cells see them."""
    for node in PythonText(code).nodes:
        if isinstance(node, ast.Import | ast.ImportFrom) and "__future__" not in ast.dump(node):
            yield ast.unparse(node)


def _read_cells(source: Source) -> tuple[notebook.Cell, ...]:
    try:
        return tuple(notebook.read(source.text))
    except ReadError:
        return ()


def _is_official(source: Source) -> bool:
    """Whether a Python file is a component of Langflow's, or part of a copy of Langflow."""
    return official(source.text) is not None or is_upstream(source)


def official_files(tree: Tree) -> Iterator[Notification]:
    """A note of how many Python files are Langflow's own and were left out."""
    count = sum(map(_is_official, tree.of(FileKind.PYTHON)))
    if count:
        files = "file is" if count == 1 else "files are"
        words = f"{count} Python {files} a Langflow release's, byte for byte, and not analysed"
        yield Notification(Level.NOTE, "official-code", words)


def unread_notebooks(tree: Tree) -> Iterator[Notification]:
    """Notebooks that are no JSON, and cells that are no Python."""
    for source in tree.of(FileKind.NOTEBOOK):
        try:
            others = [str(cell.number) for cell in notebook.read(source.text) if not cell.is_python]
        except ReadError as error:
            words = (
                f"{source.uri}:{error.line or 1} could not be read as a notebook: {error}; save "
            )
            words += "it again, or exclude it"
            yield Notification(Level.WARNING, "file-not-parsed", words, source.uri, error.line)
            continue
        if others:
            words = f"{source.uri}: cells that are no plain Python were not analysed: "
            words += ", ".join(others[:20])
            yield Notification(Level.NOTE, "cells-not-analysed", words, source.uri)


def unread_flows(tree: Tree) -> Iterator[Notification]:
    """The flows whose code was not analysed, because they could not be read or not in full."""
    found = flows(tree).notifications
    return (note for note in found if note.level is not Level.NOTE or note.id == UPSTREAM_FLOWS)


def _named(component: Component) -> str:
    return f'component "{component.display_name}" ({component.id})'


def stage(units: Iterable[CodeUnit], folder: Path) -> Mapping[str, CodeUnit]:
    """Write the units into `folder` (empty, ours) and return them by file name."""
    by_name = {unit.name: unit for unit in units}
    for name, unit in by_name.items():
        (folder / name).write_text(unit.code, "utf-8", "replace", newline="")
    return by_name


def findings(
    unit: CodeUnit,
    rule: Rule,
    message: str,
    *,
    region: Region,
    detection: Detection,
    statement: Region | None = None,
) -> Iterator[Finding]:
    """One finding for each file that holds the unit; further nodes of a file are related places.

    Args:
        message: one sentence about the code, without a place; the node is added here.
        region: where the unit's code has it: 1-based, columns in code points, end exclusive.
        statement: the whole statement there.
    """
    if unit.prefix:
        if region.start_line == 1:
            return  # its own cell has it
        region, statement = _line_up(region), _line_up(statement) if statement else None
    code = Lines(unit.code.removeprefix(unit.prefix))
    by_uri: dict[str, list[Place]] = {}
    for place in unit.places:
        by_uri.setdefault(place.uri, []).append(place)
    for uri, (first, *others) in by_uri.items():
        weighing = weighed(rule, uri)
        if weighing is None:
            continue
        inside = f" (in {first.where}, line {region.start_line} of its code)"
        yield Finding(
            rule=weighing,
            message=message + (inside if first.where else ""),
            location=Location(uri, first.region(code, region), first.logical_name),
            detections=(detection,),
            related=tuple(
                Location(uri, other.region(code, region), other.logical_name, f"also {other.where}")
                for other in others
            ),
            statement=first.region(code, statement) if statement else None,
        )


def _line_up(region: Region) -> Region:
    return replace(region, start_line=region.start_line - 1, end_line=region.end_line - 1)


def not_analysed(unit: CodeUnit, identifier: str, words: str) -> Iterator[Notification]:
    """A warning for each place of a unit that an engine did not look at, or not wholly.

    Args:
        unit: what was staged.
        identifier: what happened, kebab-case.
        words: the predicate of the sentence: why, and what to do.
    """
    for place in unit.places:
        subject = printable(f"{place.uri}: code of {place.where}" if place.where else place.uri)
        yield Notification(Level.WARNING, identifier, f"{subject} {words}", place.uri)
