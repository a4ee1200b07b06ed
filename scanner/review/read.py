"""The changes of all flows between two trees, of which only the files that differ are read."""

from scanner.flows.read import Flow, flows
from scanner.model.changes import FlowChange
from scanner.review import matching
from scanner.review.flow import all_changes
from scanner.settings import Settings
from scanner.tree.source import Source, Tree


def changes(before: Tree, after: Tree, settings: Settings) -> tuple[FlowChange, ...]:
    """What became of each flow, in the order of their files."""
    pairs = matching.flows(_flows(before, after), _flows(after, before))
    found = all_changes([*pairs], settings)
    return tuple(sorted(found, key=lambda one: (one.uri, one.name, one.state)))


def _flows(tree: Tree, other: Tree) -> tuple[Flow, ...]:
    """The flows of the files that are not the same in the other tree."""
    differing = tuple(one for one in tree.sources if not _is_same(one, other.get(one.uri)))
    return flows(Tree(tree.root, differing)).flows


def _is_same(one: Source, other: Source | None) -> bool:
    return other is not None and one.data == other.data
