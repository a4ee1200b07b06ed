"""What an engine is: something that turns collected files into findings, or says why it cannot."""

from collections.abc import Iterator
from typing import Protocol

from scanner.model.finding import Finding
from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.note import Guarded, Notification, Reading
from scanner.model.package import Package
from scanner.model.rule import Kind, Rule
from scanner.settings import Settings
from scanner.tree.source import Tree

Outcome = Finding | Notification | Package | Guarded | FlowPicture | FlowInventory | Reading


class Engine(Protocol):
    """One module of `scanner/engines/` and one line in `ENGINES`."""

    name: str
    """As users know it: `pip-audit`."""
    distribution: str
    """The installed distribution whose version is reported."""
    information_uri: str
    kinds: frozenset[Kind]
    """The kinds it feeds. When it fails, each of them is incomplete."""

    per_file: bool
    """Whether it judges each file on its own: of a pull request's base it is asked about the files
    that differ alone."""

    def rules(self) -> tuple[Rule, ...]:
        """Every rule of its catalogue.

        Raises:
            RuleError: a rule file is missing or damaged.
        """
        ...

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Look at the files of its kind.

        Raises:
            EngineError: the tool is missing, crashed, hung or printed nonsense.
            NothingToScan: there is no file of its kind.
        """
        ...
