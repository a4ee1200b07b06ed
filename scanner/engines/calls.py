"""Our own look at what passes through several functions and files, in process.

semgrep follows a value to the end of a function. Here the same rules are asked of what goes on
in others: a path that a component hands to its own method, a command that a route gives a helper.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scanner.code.across.kept import stores, uses
from scanner.code.across.marks import Origin, Sink
from scanner.code.across.program import Function, Module, program
from scanner.code.across.reach import Follower, Reach
from scanner.code.endpoints import open_doors
from scanner.code.middleware import guarded_files, guarded_folders, is_below
from scanner.code.rules import SemgrepRules, semgrep_rules
from scanner.code.units import code_units, findings
from scanner.engines.base import Outcome
from scanner.engines.call_rules import RULES, catalogue
from scanner.errors import NothingToScan
from scanner.formats.positions import Lines
from scanner.model.finding import Detection, Finding
from scanner.model.place import Location
from scanner.model.rule import Kind, Rule
from scanner.settings import Settings
from scanner.tree.source import Tree

NAME = "langflow-calls"


class Calls:
    """The engine."""

    name = NAME
    distribution = "langflow-scan"
    information_uri = "https://github.com/langflow-scan/langflow-scan"
    kinds = frozenset({Kind.CODE})
    per_file = False

    def rules(self) -> tuple[Rule, ...]:
        """The rules of semgrep that it asks."""
        return catalogue()

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """What comes in from outside and decides something behind at least one call."""
        units = code_units(tree)
        if not units:
            raise NothingToScan("no Python file, and no flow with code of its own")
        rules = semgrep_rules()
        guarded, closed = guarded_folders(tree), guarded_files(tree)
        whole = program(units)
        reaches = [*Follower(whole).reaches()]
        for group in _grouped(one for one in reaches if one.origin is not Origin.ANYONE):
            yield from _findings(group, rules)

        def is_closed(module: Module) -> bool:
            uri = module.unit.places[0].uri
            return uri in closed or is_below(uri, guarded)

        for one in reaches:
            is_ours = one.origin is Origin.ANYONE and bool(one.hit.calls)
            if is_ours and not is_closed(one.door.code.module):
                yield from _of_route(one, rules)
        for module in whole.modules:
            if not is_closed(module):
                yield from _of_kept(module, rules)


def _grouped(reaches: Iterable[Reach]) -> list[list[Reach]]:
    """What is one alert: the same rule, from one function where the value comes in, in one file."""
    groups: dict[tuple[str, int, int], list[Reach]] = {}
    for reach in reaches:
        rule = RULES.get((reach.origin, reach.hit.sink))
        if rule and (reach.hit.calls or reach.hit.mark.is_returned):
            key = (rule, id(reach.door.code.node), id(reach.hit.module))
            groups.setdefault(key, []).append(reach)
    return list(groups.values())


def _findings(group: list[Reach], rules: SemgrepRules) -> Iterator[Finding]:
    """At what is decided; where the value comes in is a related place."""
    first, *others = group
    module, door = first.hit.module, first.door.code
    related = [*_places(door.module, door.node, "the value comes in here")]
    for one in others:
        related += _places(module, one.hit.node, "and decides this too")
    yield from _finding(module, first.hit.node, RULES[first.origin, first.hit.sink], rules, related)


def _of_route(reach: Reach, rules: SemgrepRules) -> Iterator[Finding]:
    """At the route's own call that leads there, as the rule does where all is in one file."""
    module, call = reach.hit.calls[0]
    related = [*_places(reach.hit.module, reach.hit.node, "this is reached")]
    yield from _finding(module, call, RULES[reach.origin, reach.hit.sink], rules, related)


def _of_kept(module: Module, rules: SemgrepRules) -> Iterator[Finding]:
    """Where open routes hand out or change what the program keeps for all callers."""
    names = stores(module)
    for door in open_doors(module.text) if names else ():
        for node in uses(door, names):
            rule = RULES[Origin.ANYONE, Sink.STORE]
            yield from _finding(module, node, rule, rules, [])


def _finding(
    module: Module,
    node: ast.expr | ast.stmt,
    rule: str,
    rules: SemgrepRules,
    related: list[Location],
) -> Iterator[Finding]:
    region = module.text.region(node)
    for finding in findings(
        module.unit,
        rules.by_id[rule],
        rules.messages[rule],
        region=region,
        statement=module.text.statement(region),
        detection=Detection(NAME, rule),
    ):
        yield replace(finding, related=(*finding.related, *related))


def _places(module: Module, node: ast.expr | Function, words: str) -> Iterator[Location]:
    """A region of a file; of code in a flow where its first node has it."""
    place = module.unit.places[0]
    if module.unit.prefix:
        return
    region = module.text.region(node)
    head = replace(region, end_line=region.start_line, end_column=region.start_column + 1)
    yield Location(
        place.uri, place.region(Lines(module.unit.code), head), place.logical_name, words
    )
