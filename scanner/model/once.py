"""What is made of a thing once, though several threads ask for it at the same time."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Once:
    """A thing that keeps what is made of it. A changed copy of it starts with nothing."""

    _made: dict[object, "Future[Any]"] = field(default_factory=dict, init=False, repr=False)

    def once(self, make: Callable[[Self], Made]) -> Made:
        """What `make` makes of this: by whoever asks first, while others wait for it.

        An error is raised to all who ask.
        """
        own: Future[Made] = Future()
        kept: Future[Made] = self._made.setdefault(make, own)
        if kept is own:
            try:
                own.set_result(make(self))
            except BaseException as error:  # whatever it is, who waits must not wait for ever
                own.set_exception(error)
                raise
        return kept.result()
