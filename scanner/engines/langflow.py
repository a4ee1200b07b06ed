"""Our own checks of deployments and flows, in process."""

from collections.abc import Iterator
from dataclasses import replace

from scanner import checks, rules
from scanner.checks.elsewhere import Elsewhere
from scanner.checks.facts import Facts
from scanner.checks.registry import Match
from scanner.checks.unexplained import unexplained
from scanner.dependencies import advisories, bill, copies
from scanner.deployments.databases import Databases, databases
from scanner.deployments.read import deployments
from scanner.engines.base import Outcome
from scanner.errors import NothingToScan, RuleError
from scanner.flows import calls as flow_calls
from scanner.flows import provenance
from scanner.flows.inventory import inventory
from scanner.flows.mcp_servers import unreadable
from scanner.flows.pictures import picture
from scanner.flows.read import flows
from scanner.model.finding import Detection, Finding
from scanner.model.note import Guarded, Reading
from scanner.model.place import Location
from scanner.model.rule import Kind, Rule
from scanner.settings import Settings
from scanner.tree import guards
from scanner.tree.guards import is_documentation
from scanner.tree.source import FileKind, Tree

FOLDER = "langflow"
ENGINE_OF_FLOWS = frozenset({Kind.LANGFLOW, Kind.SECRETS})
"""The kinds of the engine that says which deployments and flows could not be read."""
_UNREAD = frozenset({FileKind.TEXT, FileKind.BINARY})
"""Kinds that no reader of deployments or flows is for."""


class Langflow:
    """The engine of `rulesets/langflow/`.

    It runs twice, once for settings and flows and once for versions, because only the second needs
    the advisory data: when that is damaged, the rest is delivered all the same.
    """

    distribution = "langflow-scan"
    information_uri = "https://github.com/langflow-scan/langflow-scan"
    per_file = False

    def __init__(self, name: str, kinds: frozenset[Kind]) -> None:
        """`kinds` are those of the rules it checks."""
        self.name = name
        self.kinds = kinds

    def rules(self) -> tuple[Rule, ...]:
        """The rules of its kinds, variants included.

        Raises:
            RuleError: a file is damaged, or rules and checks do not match one to one.
        """
        documents = rules.documents(FOLDER)
        written = {one.id for one in documents if one.match is None and not one.policy}
        if written != set(checks.CHECKS):
            odd = ", ".join(sorted(written ^ set(checks.CHECKS)))
            raise RuleError(f"rulesets/{FOLDER}: rules without match and checks differ: {odd}")
        found = (rule for document in documents for rule in document.rules())
        return tuple(rule for rule in found if rule.kind in self.kinds)

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Read what the files mean, then ask every check.

        A place is reported once for a rule, though several deployments may share it: services come
        first, because they know most of how a setting is used.
        """
        read, exported = deployments(tree), flows(tree)
        committed = databases(tree) if ENGINE_OF_FLOWS & self.kinds else Databases((), ())
        if not ENGINE_OF_FLOWS & frozenset(settings.scanners):
            yield from read.notifications  # what was not read may run a release all the same
        if Kind.LANGFLOW in self.kinds:
            yield from read.notifications
            yield from exported.notifications
            yield from flow_calls.unresolved(exported.flows)
            yield from committed.notifications
            yield from unreadable(tree)
            yield from unexplained(tree, read.units, exported.flows)
            yield Reading(frozenset(s.uri for s in tree.sources if s.kind not in _UNREAD))
            yield from map(picture, exported.flows)
            yield from (inventory(flow, settings) for flow in exported.flows)
        if not tree.sources:
            raise NothingToScan("no file")
        facts = Facts(
            tree,
            settings,
            read.units,
            exported.flows,
            read.resources,
            committed.found,
            provenance.sources_of(tree) if exported.flows else {},
        )
        if Kind.DEPENDENCIES in self.kinds:
            yield from bill.of_deployments(read.units, advisories.of(settings))
            yield from copies.nameless(tree)
        elsewhere = Elsewhere(facts)
        for document in rules.documents(FOLDER):
            if document.kind not in self.kinds or document.policy:
                continue
            if document.audit and settings.profile != "audit":
                continue
            by_id = {rule.id: rule for rule in document.rules()}
            seen: set[Location] = set()
            with guards.watched() as held:
                matches = [elsewhere.add(match) for match in checks.matches(document, facts)]
            yield from _guarded(document, matches, held)
            for found in matches:
                match = _graded(document, found)
                if match.location in seen or _is_mere_advice(document, match):
                    continue
                seen.add(match.location)
                yield Finding(
                    rule=by_id[f"{document.id}-{match.variant}" if match.variant else document.id],
                    message=match.message,
                    location=match.location,
                    detections=(Detection(self.name, document.id),),
                    related=match.related,
                    path=match.path,
                    fix=match.fix,
                    changes=match.changes,
                )


def _guarded(
    document: rules.RuleDocument, matches: list[Match], held: set[tuple[str, Location]]
) -> Iterator[Guarded]:
    """Where guards held while a rule was checked, but for places that it reports in full."""
    reported = {match.location for match in matches if not match.variant}
    for guard, location in sorted(held, key=lambda one: (one[1].uri, one[1].region, one[0])):
        if location not in reported:
            yield Guarded(document.id, location, guards.guards()[guard].reason)


_LOWER = {"example": guards.is_example, "test": guards.is_test}
"""Variants of files that deploy nothing themselves: to copy from, and of tests."""


def _graded(document: rules.RuleDocument, match: Match) -> Match:
    """The match; in a file that deploys nothing as the rule's variant for those, if it has one."""
    if document.kind is not Kind.LANGFLOW or is_documentation(match.location):
        return match
    for variant, is_one in _LOWER.items():
        wanted = document.variants.get(variant)
        if wanted is None or not is_one(match.location.uri) or match.variant in _LOWER:
            continue
        given = document.variants.get(match.variant, document)
        if wanted.securitySeverity < given.securitySeverity:
            return replace(match, variant=variant)
    return match


def _is_mere_advice(document: rules.RuleDocument, match: Match) -> bool:
    """A setting, port or image that documentation shows deploys nothing.

    What is reported of it: templates that people copy, committed credentials, vulnerable releases.
    """
    is_setting = document.kind is Kind.LANGFLOW and match.variant != "example"
    return is_setting and is_documentation(match.location)
