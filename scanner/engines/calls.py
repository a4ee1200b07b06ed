"""Our own look at what passes through several functions and files, in process.

semgrep follows a value to the end of a function. Here the same rules are asked of what goes on
in others: a path that a component hands to its own method, a command that a route gives a helper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scanner.code.across.marks import Origin, Sink
from scanner.code.across.program import Module, program
from scanner.code.across.reach import Follower, Reach
from scanner.code.contexts import with_variants
from scanner.code.rules import SemgrepRules, semgrep_rules
from scanner.code.units import code_units, findings
from scanner.engines.base import Outcome
from scanner.errors import NothingToScan
from scanner.formats.positions import Lines
from scanner.model.finding import Detection, Finding
from scanner.model.place import Location, Region
from scanner.model.rule import Kind, Rule
from scanner.settings import Settings
from scanner.tree.source import Tree

NAME = "langflow-calls"

RULES: Mapping[tuple[Origin, Sink], str] = {
    (Origin.COMPONENT, Sink.CODE): "lf-component-input-exec",
    (Origin.COMPONENT, Sink.SHELL): "lf-component-input-shell",
    (Origin.COMPONENT, Sink.PROGRAM): "lf-component-input-program",
    (Origin.COMPONENT, Sink.SQL): "lf-component-input-sql",
    (Origin.COMPONENT, Sink.PATH): "lf-component-input-path",
    (Origin.COMPONENT, Sink.URL): "lf-component-input-url",
    (Origin.COMPONENT, Sink.UNPICKLE): "lf-component-input-unpickle",
    (Origin.REQUEST, Sink.CODE): "py-request-exec",
    (Origin.REQUEST, Sink.SHELL): "py-request-exec",
    (Origin.REQUEST, Sink.PROGRAM): "py-request-exec",
    (Origin.REQUEST, Sink.SQL): "py-request-sql",
    (Origin.REQUEST, Sink.PATH): "py-request-path",
    (Origin.REQUEST, Sink.URL): "py-request-url",
    (Origin.TOOL, Sink.CODE): "lf-tool-argument-exec",
    (Origin.TOOL, Sink.SHELL): "lf-tool-argument-exec",
    (Origin.TOOL, Sink.PROGRAM): "lf-tool-argument-exec",
    (Origin.TOOL, Sink.SQL): "lf-tool-argument-sql",
    (Origin.TOOL, Sink.PATH): "lf-tool-argument-path",
    (Origin.TOOL, Sink.URL): "lf-tool-argument-url",
    (Origin.MODEL, Sink.CODE): "lf-llm-output-exec",
    (Origin.MODEL, Sink.SHELL): "lf-llm-output-shell",
    (Origin.MODEL, Sink.SQL): "lf-llm-output-sql",
    (Origin.MODEL, Sink.HTML): "lf-llm-output-html",
}


class Calls:
    """The engine."""

    name = NAME
    distribution = "langflow-scan"
    information_uri = "https://github.com/langflow-scan/langflow-scan"
    kinds = frozenset({Kind.CODE})
    per_file = False

    def rules(self) -> tuple[Rule, ...]:
        """The rules of semgrep that it asks."""
        by_id = semgrep_rules().by_id
        return tuple(with_variants(by_id[name] for name in sorted({*RULES.values()})))

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """What comes in from outside and decides something behind at least one call."""
        units = code_units(tree)
        if not units:
            raise NothingToScan("no Python file, and no flow with code of its own")
        rules = semgrep_rules()
        for group in _grouped(Follower(program(units)).reaches()):
            yield from _findings(group, rules)


def _grouped(reaches: Iterator[Reach]) -> list[list[Reach]]:
    """What is one alert: the same rule, from one function where the value comes in, in one file."""
    groups: dict[tuple[str, int, int], list[Reach]] = {}
    for reach in reaches:
        rule = RULES.get((reach.origin, reach.hit.sink))
        if rule and reach.hit.calls:
            key = (rule, id(reach.door.code.node), id(reach.hit.module))
            groups.setdefault(key, []).append(reach)
    return list(groups.values())


def _findings(group: list[Reach], rules: SemgrepRules) -> Iterator[Finding]:
    first, *others = group
    rule = RULES[first.origin, first.hit.sink]
    module = first.hit.module
    region = module.text.region(first.hit.node)
    door = first.door.code
    related = [*_places(door.module, door.module.text.region(door.node), "the value comes in here")]
    for one in others:
        related += _places(module, module.text.region(one.hit.node), "and decides this too")
    for finding in findings(
        module.unit,
        rules.by_id[rule],
        rules.messages[rule],
        region=region,
        statement=module.text.statement(region),
        detection=Detection(NAME, rule),
    ):
        yield replace(finding, related=(*finding.related, *related))


def _places(module: Module, region: Region, words: str) -> Iterator[Location]:
    """A region of a file; of code in a flow where its first node has it."""
    place = module.unit.places[0]
    if module.unit.prefix:
        return
    head = replace(region, end_line=region.start_line, end_column=region.start_column + 1)
    yield Location(
        place.uri, place.region(Lines(module.unit.code), head), place.logical_name, words
    )
