"""What engines said of single files in earlier scans, for those whose answer depends on no other.

An entry's name holds all that the answer depends on, so no entry is ever asked whether it is still
true. What was cut short, or failed, is not kept: it may come out differently.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from scanner import rules
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Settings

T = TypeVar("T")


class Remembered:
    """The entries of one engine, asked once for all files."""

    def __init__(self, settings: Settings, *basis: bytes | str) -> None:
        """`basis` is what all answers of this engine depend on, beside its own file."""
        self._store = settings.store
        self._basis = basis
        self._names: dict[str, bytes] = {}
        self.refused = 0

    def get(self, files: Mapping[str, tuple[bytes | str, ...]], shape: type[T]) -> dict[str, T]:
        """What is known of files, each given with all that its answer depends on."""
        if self._store is None:
            return {}
        self._names = {k: self._store.name(*self._basis, *v) for k, v in files.items()}
        found = self._store.get([*self._names.values()])
        self.refused = found.refused
        known: dict[str, T] = {}
        for file, name in self._names.items():
            if name in found.entries:
                try:
                    known[file] = rules.decoded(found.entries[name], shape)
                except msgspec.MsgspecError:
                    self.refused += 1
        return known

    def put(self, answers: Mapping[str, object]) -> None:
        """Keep what was found out just now."""
        if self._store is not None:
            entries = {self._names[k]: msgspec.json.encode(one) for k, one in answers.items()}
            self._store.put(entries)

    def notes(self, engine: str) -> Iterator[Notification]:
        """A word on entries that somebody else wrote."""
        if self.refused:
            words = f"{self.refused} entries of the cache were written without its key, or altered:"
            words += f" {engine} looked at the files again; empty the folder of the cache"
            yield Notification(Level.WARNING, "cache-refused", words)
