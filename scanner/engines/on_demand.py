"""An engine of which only the table's row is loaded until there is something to look at.

A tree in which nothing has changed, an empty one and `langflow-scan rules` need no engine's code.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.engines.base import Engine, Outcome
from scanner.errors import NothingToScan
from scanner.model.rule import Kind, Rule
from scanner.settings import Settings
from scanner.tree.source import Tree

_LOADING = threading.Lock()
"""Engines begin at once in threads: of modules that import each other only one may load them."""


@dataclass(slots=True)
class OnDemand:
    """What an `Engine` says of itself, and how to get it."""

    name: str
    distribution: str
    information_uri: str
    kinds: frozenset[Kind]
    per_file: bool
    catalogue: Callable[[], tuple[Rule, ...]]
    load: Callable[[], Engine]
    nothing: str
    """Its words for a tree without any file."""

    def rules(self) -> tuple[Rule, ...]:
        """Every rule of its catalogue.

        Raises:
            RuleError: a rule file is missing or damaged.
        """
        return self.catalogue()

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Look at the files of its kind, as `Engine.run`."""
        if not tree.sources:
            raise NothingToScan(self.nothing)
        with _LOADING:
            engine = self.load()
            engine.rules()  # makes certain that rules and code belong together
        yield from engine.run(tree, settings)
