"""How much the deployments of one file or cluster may come to.

YAML shares what an alias names, so a small file may put one long list into thousands of places.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from scanner.errors import ReadError

MAX_SETTINGS = 50_000
"""Settings of all units together; a tree that people wrote has some hundred."""
MAX_RESOURCES = 10_000
"""Documents of Kubernetes that may refer to each other."""

T = TypeVar("T")


class Budget:
    """Counts what is taken, and refuses at the cap."""

    def __init__(self, cap: int = MAX_SETTINGS) -> None:
        """`cap` is how many may be taken."""
        self._cap = cap
        self._taken = 0

    def take(self, things: Iterable[T]) -> Iterator[T]:
        """The things, one after the other.

        Raises:
            ReadError: more than the cap.
        """
        for thing in things:
            self._taken += 1
            if self._taken > self._cap:
                raise ReadError(f"aliases make more than {self._cap} values of it")
            yield thing
