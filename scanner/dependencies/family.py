"""The distributions that are Langflow, and the forks of it under other names.

`langflow` itself is a few kB that only ask for `langflow-base`, which asks for `lfx`: the code, so
the vulnerability, is in those two. The numbers run apart: langflow 1.m is langflow-base 0.m up to
1.11 and the same from 1.12 on (the releases' own metadata).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.version import Version

from scanner.dependencies.advisories import Vulnerability
from scanner.dependencies.pin import Origin, Pin
from scanner.model.note import Notification
from scanner.model.place import Location
from scanner.model.rule import Level
from scanner.tree.text import printable

MEMBERS = ("langflow", "langflow-base", "lfx")
"""From what people ask for down to where the code is."""

FORKS = {
    "langflow-nightly": "langflow",
    "langflow-base-nightly": "langflow-base",
    "lfx-nightly": "lfx",
    "dzbanek-langflow": "langflow",
    "jf-langflow": "langflow",
    "expertflow": "langflow",
    "langflow-law": "langflow",
    "ignis-lfx": "lfx",
}
"""Distributions with Langflow's code under another name, by the one whose versions they follow."""


def judged_as(name: str) -> str:
    """The package whose advisories a name is judged by: itself, unless it is a fork."""
    return FORKS.get(name, name)


def is_member(name: str) -> bool:
    """Whether a package is Langflow, a part of it, or a fork."""
    return judged_as(name) in MEMBERS


@dataclass(frozen=True)
class Settled:
    """Which vulnerabilities to report at which of Langflow's pins."""

    found: Mapping[Pin, tuple[Vulnerability, ...]]
    together: Mapping[Pin, tuple[Pin, ...]]
    """The pins of the same file that were judged with it."""
    absent: Mapping[Pin, tuple[Vulnerability, ...]]
    """What only the number of `langflow` has."""
    notes: Mapping[Pin, tuple[Notification, ...]]

    def is_partial(self, pin: Pin) -> bool:
        """Whether the file pins `langflow` and not the `langflow-base` that has the code."""
        names = {judged_as(one.name) for one in self.together.get(pin, ())}
        return judged_as(pin.name) == MEMBERS[0] and MEMBERS[1] not in names

    def related(self, pin: Pin, group: Iterable[Vulnerability]) -> tuple[Location, ...]:
        """The other pins that have one of a group."""
        packages = {name for one in group for name in one.packages}
        return tuple(
            replace(one.location, message=f"{one.asked}, a part of it, has the same")
            for one in self.together.get(pin, ())
            if judged_as(one.name) in packages
        )


def settle(
    pins: Sequence[Pin],
    judged: Mapping[tuple[str, str], Sequence[Vulnerability]],
) -> Settled:
    """Each vulnerability once a file, at the pin that people change: `langflow` before its parts.

    What only the number of `langflow` has, while the pinned `langflow-base` with the code is past
    it, is no vulnerability of what is installed: it is counted in a note.
    """
    by_file: dict[str, list[Pin]] = {}
    for pin in pins:
        if judged_as(pin.name) in MEMBERS:
            by_file.setdefault(pin.location.uri, []).append(pin)
    found: dict[Pin, tuple[Vulnerability, ...]] = {}
    together: dict[Pin, tuple[Pin, ...]] = {}
    past: dict[Pin, tuple[Vulnerability, ...]] = {}
    notes: dict[Pin, tuple[Notification, ...]] = {}
    for listed in by_file.values():
        members = [judged_as(pin.name) for pin in listed]
        if len(set(members)) < len(members):
            continue  # several versions of one: which of them belong together is open
        ordered = sorted(listed, key=lambda pin: MEMBERS.index(judged_as(pin.name)))
        said: set[str] = set()
        for pin in ordered:
            together[pin] = tuple(other for other in ordered if other != pin)
            own = judged[judged_as(pin.name), pin.version or ""]
            absent = tuple(one for one in own if _is_absent(one, pin, ordered))
            found[pin] = tuple(one for one in own if one.id not in said and one not in absent)
            said.update(one.id for one in found[pin])
            if absent:
                past[pin] = absent
                notes[pin] = (_absent_note(pin, ordered, absent),)
        if all(pin.origin is Origin.LOCK for pin in ordered):
            found |= _under_the_first(ordered, found)
    return Settled(found, together, past, notes)


def _under_the_first(
    ordered: Sequence[Pin], found: Mapping[Pin, tuple[Vulnerability, ...]]
) -> Mapping[Pin, tuple[Vulnerability, ...]]:
    """All that a lock's pins have at the first that has any: one update moves them together.

    In a file that people write each pin is a line of its own to change.
    """
    first = next((pin for pin in ordered if found[pin]), None)
    every = tuple(one for pin in ordered for one in found[pin])
    return {pin: every if pin == first else () for pin in ordered}


def _is_absent(one: Vulnerability, pin: Pin, listed: Sequence[Pin]) -> bool:
    """Whether `langflow` alone has it, and the pinned `langflow-base` is said to be past it."""
    base = _base(listed)
    if judged_as(pin.name) != MEMBERS[0] or base is None or MEMBERS[1] not in one.packages:
        return False
    return not one.affects(MEMBERS[1], Version(base.version or ""))


def _base(listed: Sequence[Pin]) -> Pin | None:
    return next((pin for pin in listed if judged_as(pin.name) == MEMBERS[1]), None)


def _absent_note(pin: Pin, listed: Sequence[Pin], absent: Sequence[Vulnerability]) -> Notification:
    base = _base(listed)
    uri, line = printable(pin.location.uri), pin.location.region.start_line
    words = f"{uri}:{line} {pin.asked} is named by {len(absent)} advisories whose code is in"
    words += f" {base.asked if base else MEMBERS[1]}, which is past them: not reported"
    return Notification(Level.NOTE, "judged-by-its-part", words, uri, line)
