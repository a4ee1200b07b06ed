"""Why a locked package is installed: the shortest way from what a manifest asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from scanner.dependencies.pin import Graph, Pin, Pins
from scanner.model.place import Location

MAX_SHOWN = 8
"""Steps of a way that are written out."""


@dataclass(frozen=True)
class Paths:
    """The ways in all locks of a tree, each lock walked once."""

    pins: Pins

    def of(self, pin: Pin) -> tuple[str, ...]:
        """The names from a direct requirement to the pin's; empty where the lock does not say."""
        parents = self._parents.get(pin.location.uri, {})
        if pin.name not in parents:
            return ()
        way = [pin.name]
        while (above := parents[way[-1]]) is not None:
            way.append(above)
        return tuple(reversed(way))

    def direct(self, pin: Pin) -> Location | None:
        """The line of the manifest that the way begins with, as related location."""
        way = self.of(pin)
        asking = self._asking(way[0], pin.location.uri) if way else None
        if asking is None:
            return None
        words = " > ".join(way) if len(way) <= MAX_SHOWN else f"{way[0]} > ... > {way[-1]}"
        return replace(asking.location, message=f"asks for it: {words}")

    def _asking(self, name: str, lock: str) -> Pin | None:
        """What asks for a package by name: in the lock's own folder, or nearest below it."""
        folder = PurePosixPath(lock).parent
        near = [
            one
            for one in self.pins.direct.get(name, ())
            if one.location.uri != lock and folder in PurePosixPath(one.location.uri).parents
        ]
        return min(
            near, key=lambda one: (one.location.uri.count("/"), one.location.uri), default=None
        )

    @cached_property
    def _parents(self) -> Mapping[str, Mapping[str, str | None]]:
        return {uri: self._walked(uri, graph) for uri, graph in self.pins.graphs.items()}

    def _walked(self, uri: str, graph: Graph) -> Mapping[str, str | None]:
        """For each package who asks for it first, breadth first from the roots."""
        roots = sorted(graph.roots) or sorted(
            name for name in self.pins.direct if self._asking(name, uri) is not None
        )
        parents: dict[str, str | None] = dict.fromkeys(roots)
        waiting = roots
        while waiting:
            following: list[str] = []
            for name in waiting:
                for below in graph.requires.get(name, ()):
                    if below not in parents:
                        parents[below] = name
                        following.append(below)
            waiting = following
        return parents
