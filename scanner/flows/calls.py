"""Flows that run other flows of the repository, by id or by name.

RunFlow keeps `flow_id_selected` and `flow_name_selected` (lfx/base/tools/run_flow.py of 1.13.0);
SubFlow, FlowTool and the RunFlow of 1.0 keep `flow_name` alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.flows.components import classes
from scanner.flows.read import Component, Flow
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree.text import printable

_NAMES = ("flow_name_selected", "flow_name")
_SEPARATORS = ("~", "|")
"""Between a node of the called flow and its field, in the name of an input of the caller
(IOPUT_SEP of lfx/base/tools/run_flow.py; lfx/components/flow_controls/sub_flow.py)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A component that runs another flow."""

    caller: int
    """Which of the flows it is in, as an index."""
    component: Component
    called: str
    """The name it gives, else the id."""
    targets: tuple[int, ...]
    """The flows that it may mean: several where they have the same name."""

    @property
    def words(self) -> str:
        """What it does, for a step of a path."""
        several = len(self.targets)
        also = f" ({several} flows have that name, each is followed)" if several > 1 else ""
        return f'runs the flow "{self.called}"{also}'


def calls(flows: Sequence[Flow]) -> Iterator[Call]:
    """Every component that names a flow to run; one that names none yet is left out."""
    by_id: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for number, flow in enumerate(flows):
        identifier = flow.setting("id")
        by_id.setdefault(identifier.text if identifier else "", []).append(number)
        by_name.setdefault(flow.name, []).append(number)
    for number, flow in enumerate(flows):
        for component in flow.components:
            if component.type in classes().flow_reference:
                identifier_, name = _called(component)
                found = by_id.get(identifier_) if identifier_ else None
                found = found or (by_name.get(name) if name else None) or []
                if identifier_ or name:
                    yield Call(number, component, printable(name or identifier_), tuple(found))


def _called(component: Component) -> tuple[str, str]:
    """Id and name that a component gives of the flow to run; empty where it does not."""
    chosen = component.fields.get("flow_id_selected")
    identifier = chosen.text if chosen else ""
    name = ""
    for field in (component.fields.get(key) for key in _NAMES):
        if field is not None:
            name = name or field.text
            selected = field.node.get("selected_metadata", "id")
            identifier = identifier or (selected.text if selected else "")
    return identifier, name


def entries(call: Call, flow: Flow, fields: Sequence[str]) -> list[Component]:
    """The components of a called flow that take what the caller gives.

    Args:
        call: of that flow.
        flow: one of its targets.
        fields: the caller's inputs that something feeds: `ChatInput-x~input_value` names one
            component; any other stands for all inputs of the called flow.
    """
    inputs = [c for c in flow.components if c.type in classes().user_sources]
    named = {field.partition(mark)[0] for field in fields for mark in _SEPARATORS if mark in field}
    exact = [c for c in flow.components if c.id in named]
    is_exact = exact and all(any(mark in field for mark in _SEPARATORS) for field in fields)
    return exact if is_exact else inputs


def unresolved(flows: Sequence[Flow]) -> Iterator[Notification]:
    """A note of each flow that is run and is not in the repository."""
    for call in calls(flows):
        if not call.targets:
            flow = flows[call.caller]
            line = flow.at(call.component.anchor).region.start_line
            words = f"{flow.uri}:{line} {printable(call.component.name)} runs the flow "
            words += f'"{call.called[:100]}", which is not among the files: what reaches it was not'
            words += " followed further; export that flow into the repository too"
            yield Notification(Level.NOTE, "flow-not-found", words, flow.uri, line)
