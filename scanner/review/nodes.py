"""What differs in one component: its values, its code, what it is called."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scanner.flows import naming, published
from scanner.flows.read import CodeField, Component, Field, Flow
from scanner.model.changes import FieldChange, NodeChange, State, TextChange
from scanner.model.place import Location
from scanner.review import values
from scanner.review.defaults import is_default
from scanner.review.texts import difference

TOOLS = "tools_metadata"
"""The table of an agent's tools: which are on. The rest of it comes with the code of the tool."""
_DESCRIBED = (".status", ".description", ".display_description")
_LONG = 100
"""Letters from which on a text is compared by lines."""


@dataclass(frozen=True, slots=True)
class Side:
    """A component and the flow that it is in."""

    flow: Flow
    component: Component

    @property
    def raw(self) -> str:
        """The component as its file has it."""
        node = self.component.node
        return self.flow.text[node.start : node.end]

    @property
    def code(self) -> str:
        """What the server runs to build it."""
        return next((one.code for one in self.component.code_fields if one.name == "code"), "")

    def at(self, field: Field | None) -> tuple[Location, ...]:
        """Where a field's value is."""
        return (self.flow.at(field.value),) if field and field.value else ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs, and how many fields only came with another release."""

    change: NodeChange | None
    release: int = 0


def added(side: Side) -> NodeChange:
    """A component that is new: what is set in it, and its code where that is not Langflow's."""
    change = compared(None, side).change
    assert change is not None  # noqa: S101 - there is always one of a component that is new
    return change


def removed(side: Side) -> NodeChange:
    """A component that is gone."""
    return _change(State.REMOVED, side.component)


def compared(before: Side | None, after: Side) -> Compared:
    """What differs between a component and what it was; all of it where it was not there."""
    if before is not None and before.raw == after.raw:
        return Compared(None)
    told, release = _fields(before, after)
    fields = [one for one in told if isinstance(one, FieldChange)]
    texts = [*_codes(before, after), *(one for one in told if isinstance(one, TextChange))]
    named = [*_attributes(before, after)] if before else []
    if before is not None and not (named or fields or texts):
        return Compared(None, release)
    state = State.CHANGED if before else State.ADDED
    before_id = before.component.id if before else after.component.id
    change = _change(
        state,
        after.component,
        fields=(*named, *fields),
        texts=tuple(texts),
        id_before=naming.label(before_id) if before_id != after.component.id else "",
    )
    return Compared(change, release)


def _change(state: State, component: Component, **parts: object) -> NodeChange:
    kind = naming.label(component.type)
    return NodeChange(
        state,
        naming.label(component.id),
        naming.label(component.display_name) or kind,
        kind,
        **parts,  # type: ignore[arg-type]  # as `compared` gives them
    )


def _attributes(before: Side, after: Side) -> Iterator[FieldChange]:
    """What a component is, apart from its fields."""
    old, new = before.component, after.component
    if old.type != new.type:
        yield FieldChange("type", naming.label(old.type), naming.label(new.type))
    if old.display_name != new.display_name and not _names_come_with_code(before, after):
        names = naming.label(old.display_name), naming.label(new.display_name)
        yield FieldChange("display name", *names)
    if old.is_tool != new.is_tool:
        yield FieldChange("tool mode", _switch(on=old.is_tool), _switch(on=new.is_tool))


def _switch(*, on: bool) -> str:
    return "on" if on else "off"


def _names_come_with_code(before: Side, after: Side) -> bool:
    sides = (before, after)
    return all(f'= "{one.component.display_name}"' in one.code for one in sides)


def _fields(before: Side | None, after: Side) -> tuple[list[FieldChange | TextChange], int]:
    old = before.component.fields if before else {}
    new = after.component.fields
    coded = {one.name for one in after.component.code_fields}
    coded |= {one.name for one in before.component.code_fields} if before else set()
    found: list[FieldChange | TextChange] = []
    release = 0
    for name in dict.fromkeys((*old, *new)):
        if name in coded or name.startswith("_"):
            continue  # what begins so is the editor's own
        sides = (old.get(name), new.get(name))
        if before is not None and sides[1] is None and are_releases(before, after):
            release += 1  # the server's code has no such field any more
            continue
        is_same_code = before is not None and None not in sides and before.code == after.code
        is_unset = _is_unset(name, before, sides[0]) and _is_unset(name, after, sides[1])
        if is_unset and not is_same_code:
            release += not _same(sides)
            continue
        found.extend(_of_field(name, before, after, sides))
    return found, release


_Sides = tuple[Field | None, Field | None]


def _same(sides: _Sides) -> bool:
    old, new = (values.leaves(one) for one in sides)
    return all(values.are_equal(old.get(path), new.get(path)) for path in {*old, *new})


def _is_unset(name: str, side: Side | None, field: Field | None) -> bool:
    """Whether a value is what the component's own code gives the field."""
    if side is None or field is None:
        return True
    return is_default(side.code, name, values.plain(field.value))


def _of_field(
    name: str, before: Side | None, after: Side, sides: _Sides
) -> Iterator[FieldChange | TextChange]:
    """The values inside a field that differ, each on its own."""
    old, new = (values.leaves(one) for one in sides)
    places = ((*before.at(sides[0]), *after.at(sides[1]))) if before else after.at(sides[1])
    differing = (
        path
        for path in dict.fromkeys((*old, *new))
        if not values.are_equal(old.get(path), new.get(path))
        and (name != TOOLS or _counts(path, before, after))
    )
    for path in islice(differing, values.MAX_LEAVES):
        secret = values.is_secret(sides[1] or sides[0], path)
        pair = old.get(path), new.get(path)
        label = values.label(f"{name}{path}")
        if not secret and any(_is_long(one) for one in pair):
            yield _text(label, _as_text(pair[0]), _as_text(pair[1]), places)
        else:
            shown = [values.shown(one, secret=secret) for one in pair]
            if shown[0] == shown[1]:
                shown[1] = f"{shown[1]}, changed"
            yield FieldChange(label, shown[0], shown[1], places)


def _counts(path: str, before: Side | None, after: Side) -> bool:
    """Whether a value of the table of tools was set: what tools are called comes with the code."""
    is_edited = before is not None and before.code == after.code
    return path.endswith(_DESCRIBED if is_edited else ".status")


def are_releases(before: Side, after: Side) -> bool:
    """Whether the code is Langflow's own on both sides, of different releases."""
    return before.code != after.code and all(
        published.official(one.code) is not None for one in (before, after)
    )


def _is_long(value: object) -> bool:
    return isinstance(value, str) and ("\n" in value.strip() or len(value) > _LONG)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _codes(before: Side | None, after: Side) -> Iterator[TextChange]:
    old = {one.name: one for one in before.component.code_fields} if before else {}
    new = {one.name: one for one in after.component.code_fields}
    for name in dict.fromkeys((*new, *old)):
        one, other = old.get(name), new.get(name)
        pair = (_code(one), _code(other))
        if pair[0] == pair[1]:
            continue
        places = (
            *(_place(before.flow, one) if before and one else ()),
            *(_place(after.flow, other) if other else ()),
        )
        release = _release(one, other) if name == "code" else ""
        if release:
            yield TextChange(name, True, (), 0, 0, release=release, places=places)
        else:
            yield _text(values.label(name), *pair, places, is_code=True)


def _code(field: CodeField | None) -> str:
    return field.code.replace("\r\n", "\n") if field else ""


def _place(flow: Flow, field: CodeField) -> tuple[Location, ...]:
    return (Location(flow.uri, flow.lines.region(field.lines[0].start, field.lines[-1].end)),)


def _release(before: CodeField | None, after: CodeField | None) -> str:
    """Of code that Langflow released, on each side that there is: which releases."""
    known = [published.official(one.code) for one in (before, after) if one]
    if not all(known) or after is None:
        return ""
    return ", now ".join(one.last for one in known if one)


def _text(
    label: str,
    before: str,
    after: str,
    places: tuple[Location, ...],
    *,
    is_code: bool = False,
) -> TextChange:
    lines, new, gone, left = difference(before, after)
    return TextChange(label, is_code, lines, new, gone, left, places=places)
