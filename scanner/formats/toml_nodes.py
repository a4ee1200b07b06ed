"""TOML as nodes with positions: tables, strings, lists and inline tables, as manifests use them.

`toml_` knows all of TOML and no positions; whoever has to point at a value reads it here.
"""

from scanner.formats import objects, sections
from scanner.formats.positions import Node


def read(text: str) -> Node:
    """The document; of tables of the same name the last one counts.

    Raises:
        ReadError: a line over the cap, or nested too deeply.
    """
    root = Node({}, 0, len(text))
    for entry in sections.read(text):
        path = [part.strip().strip("\"'") for part in entry.section.split(".") if part]
        holder = root
        for part in path:
            holder = _child(holder, part, entry.key_start)
        values = holder.value
        if isinstance(values, dict):
            values[entry.key] = objects.read(text, entry.start)
            holder.keys[entry.key] = (entry.key_start, entry.start)
            holder.end = max(holder.end, entry.end)
    return root


def _child(holder: Node, name: str, start: int) -> Node:
    """The table of that name, made where it is not there yet."""
    values = holder.value if isinstance(holder.value, dict) else {}
    child = values.get(name)
    if child is None or not isinstance(child.value, dict):
        child = Node({}, start, start)
        values[name] = child
        holder.keys[name] = (start, start)
    return child
