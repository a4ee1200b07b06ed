"""`.env` files with positions, through python-dotenv's parser and without interpolation."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from dotenv.parser import parse_stream

from scanner.formats.positions import Lines
from scanner.model.place import Region


@dataclass(frozen=True, slots=True)
class Assignment:
    """One `NAME=value`; `region` spans name and value, without comment or line end."""

    name: str
    value: str | None
    """None for a bare `NAME`."""
    region: Region


def read(text: str) -> tuple[tuple[Assignment, ...], tuple[int, ...]]:
    """The assignments, and the 1-based numbers of lines that do not parse."""
    lines = Lines(text)
    bindings = list(parse_stream(StringIO(text)))
    bad = tuple(binding.original.line for binding in bindings if binding.error)
    return tuple(_assignments(bindings, lines)), bad


def _assignments(bindings: list, lines: Lines) -> Iterator[Assignment]:  # type: ignore[type-arg]
    at = 0
    for binding in bindings:
        original = binding.original.string
        start = lines.text.find(original, at)
        at = start + len(original)
        if binding.key is None or binding.error:
            continue
        name_at = start + original.find(binding.key)
        end = start + len(original.rstrip())
        if binding.value:
            value_at = original.find(binding.value, name_at - start + len(binding.key))
            if value_at >= 0:
                end = start + value_at + len(binding.value)
        yield Assignment(binding.key, binding.value, lines.region(name_at, end))
