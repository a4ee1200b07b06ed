"""Exported flows: every shape that Langflow has written, as components and edges with positions.

Shapes (Langflow 1.0 to 1.13): one flow in an envelope, a bare graph, `{"flows": [...]}`, a plain
list, a saved component, and groups that hold a flow of their own. Code is one string, or a list of
lines since the export normalisation of 1.13 (langflow/api/utils/core.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scanner.errors import ReadError
from scanner.flows import embedded
from scanner.flows import exports as flow_reader
from scanner.flows.model import CodeField, Component, Edge, Field, Flow
from scanner.flows.upstream import is_upstream
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree
from scanner.tree.text import printable

__all__ = ["CodeField", "Component", "Edge", "Field", "Flow", "Flows", "flows", "read"]


@dataclass(frozen=True)
class Flows:
    """The flows of the tree, and the files that could not be read as flows."""

    flows: tuple[Flow, ...]
    notifications: tuple[Notification, ...]


UPSTREAM_FLOWS = "upstream-flows"
"""The note on flows that Langflow brings along."""


def flows(tree: Tree) -> Flows:
    """Every flow of the tree. Read once, though several engines ask at the same time."""
    return tree.once(_flows)


def _flows(tree: Tree) -> Flows:
    found: list[Flow] = []
    notes: list[Notification] = []
    upstream = {source.uri for source in tree.of(FileKind.FLOW) if is_upstream(source)}
    notes.extend(_of_langflow(len(upstream)))
    for source in tree.sources:
        if source.uri in upstream:
            continue
        if source.kind is not FileKind.FLOW:
            if embedded.may_hold(source):
                _read_embedded(source, found, notes)
            continue
        try:
            for flow in read(source):
                found.append(flow)
                notes.extend(_notes(flow))
        except ReadError as error:
            words = f"{source.uri}:{error.line or 1} could not be read as a flow: {error}; "
            words += "export it again, or exclude the file if it is no flow"
            notes.append(
                Notification(Level.WARNING, "flow-not-parsed", words, source.uri, error.line)
            )
    return Flows(tuple(found), tuple(notes))


def _of_langflow(count: int) -> Iterator[Notification]:
    """How many flows are the ones that Langflow brings along, and so not judged here."""
    if count:
        flows_are = "flow is" if count == 1 else "flows are"
        words = f"{count} {flows_are} what a Langflow release brings along, byte for byte, "
        words += "in a copy of Langflow, and not judged"
        yield Notification(Level.NOTE, UPSTREAM_FLOWS, words)


def _read_embedded(source: Source, found: list[Flow], notes: list[Notification]) -> None:
    """The flows in the strings of a file; strings that are something else are left alone."""
    try:
        for each in embedded.embedded(source):
            try:
                inside = [
                    replace(f, place=each.place) for f in flow_reader.read(source.uri, each.text)
                ]
            except ReadError as error:
                notes.extend([_unread(source, error, each.line)] if each.is_surely else [])
                continue
            found.extend(inside)
            notes.extend(note for flow in inside for note in _notes(flow))
            if inside and each.place:
                words = f"{source.uri}:{each.line} holds a flow in an escaped string: what is found"
                words += " in it is shown at the string as a whole; keep the flow in its own file"
                note = Notification(Level.NOTE, "flow-embedded", words, source.uri, each.line)
                notes.append(note)
    except ReadError as error:
        notes.append(_unread(source, error, error.line or 1))


def _unread(source: Source, error: ReadError, line: int) -> Notification:
    words = f"{source.uri}:{line} seems to hold a flow in a string, which could not be read: "
    words += f"{error}; keep the flow in a file of its own"
    return Notification(Level.WARNING, "flow-not-parsed", words, source.uri, line)


def _notes(flow: Flow) -> Iterator[Notification]:
    for missed in flow.missed:
        line = flow.at(flow.root).region.start_line
        words = f"{flow.uri}:{line} was not looked at in full: {printable(missed)}; make the code "
        words += "smaller, or keep it in a Python file"
        yield Notification(Level.WARNING, "code-too-large", words, flow.uri, line)
    if flow.oddities:
        line = flow.at(flow.root).region.start_line
        words = f"{flow.uri}:{line} the flow is not as Langflow writes it: "
        words += "; ".join(flow.oddities) + "; export it again if that is not meant"
        yield Notification(Level.NOTE, "flow-irregular", words, flow.uri, line)


def read(source: Source) -> Iterator[Flow]:
    """The flows of one file; none when it is JSON of something else.

    Raises:
        ReadError: no JSON, or more components than the cap.
    """
    return flow_reader.read(source.uri, source.text)
