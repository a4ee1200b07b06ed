"""Which flow and which component of the head is which of the base, though ids were drawn anew.

First by id, then by everything that a component is, then by less and less of it. Each step looks
up a key, so that flows of thousands of components cost what they weigh.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from scanner.flows.read import Component, Flow
from scanner.formats.positions import Node

Keys = tuple[object, ...]
"""The keys of one thing, the surest first; None where it has none of that sort."""


def components(before: Flow, after: Flow) -> Mapping[int, int]:
    """The number of each component of `after` that `before` has, and its number there."""
    return _paired(list(_component_keys(before)), list(_component_keys(after)))


def flows(
    before: Sequence[Flow], after: Sequence[Flow]
) -> Iterator[tuple[Flow | None, Flow | None]]:
    """Each flow with what it was; None on the side that does not have it."""
    found = _paired([*map(_flow_keys, before)], [*map(_flow_keys, after)])
    for number, flow in enumerate(after):
        yield (before[found[number]] if number in found else None), flow
    kept = {*found.values()}
    yield from ((flow, None) for number, flow in enumerate(before) if number not in kept)


def _paired(before: Sequence[Keys], after: Sequence[Keys]) -> dict[int, int]:
    found: dict[int, int] = {}
    taken: set[int] = set()
    for step in range(max(map(len, (*before, *after)), default=0)):
        waiting: dict[object, list[int]] = {}
        for number in reversed(range(len(before))):
            if number not in taken and before[number][step] is not None:
                waiting.setdefault(before[number][step], []).append(number)
        for number, keys in enumerate(after):
            same = waiting.get(keys[step]) if number not in found else None
            if same:
                found[number] = same.pop()
                taken.add(found[number])
    return found


def _component_keys(flow: Flow) -> Iterator[Keys]:
    """The type is part of every key but that of an id of a component with another type now."""
    around = _neighbours(flow)
    for one in flow.components:
        content, near = _content(one), around.get(one.id)
        yield (
            (one.id, one.type) if one.id else None,
            (one.type, content, near),
            (one.type, content),
            (one.type, one.display_name, near),
            (one.type, one.display_name),
            (one.type, near) if near else None,
            one.id or None,
            one.type,
        )


def _neighbours(flow: Flow) -> Mapping[str, object]:
    """What each component is connected to, by types and fields."""
    types = {one.id: one.type for one in flow.components}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for edge in flow.edges:
        into = ("in", edge.field, types.get(edge.source, ""))
        out = ("out", edge.field, types.get(edge.target, ""))
        found.setdefault(edge.target, []).append(into)
        found.setdefault(edge.source, []).append(out)
    return {one: tuple(sorted(ends)) for one, ends in found.items()}


def _content(component: Component) -> str:
    """A digest of the values of a component's fields."""
    hashed = hashlib.sha256()
    for name, field in sorted(component.fields.items()):
        for part in (f"\0{name}", *_flat(field.value)):
            hashed.update(f"{part}\1".encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _flat(node: Node | None) -> Iterator[str]:
    for each in node.walk() if node else ():
        is_leaf = not isinstance(each.value, dict | list)
        yield repr(each.value) if is_leaf else f"{type(each.value).__name__} {sorted(each.mapping)}"


def _flow_keys(flow: Flow) -> Keys:
    identifier = flow.setting("id")
    own = identifier.text if identifier else ""
    types = tuple(sorted(one.type for one in flow.components))
    return (
        (flow.uri, own) if own else None,
        own or None,
        (flow.uri, flow.name),
        (flow.name, types) if flow.name else None,
        flow.uri,
    )
