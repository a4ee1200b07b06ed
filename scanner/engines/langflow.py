"""Our own checks of deployments and flows, in process."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import rules
from scanner.collect import Tree
from scanner.engines.base import Outcome
from scanner.errors import NothingToScan, RuleError
from scanner.langflow import checks
from scanner.langflow.deployments import deployments
from scanner.langflow.flow import flows
from scanner.langflow.match import Facts
from scanner.model import Detection, Finding, Kind, Location, Rule
from scanner.settings import Settings

FOLDER = "langflow"


class Langflow:
    """The engine of `rulesets/langflow/`.

    It runs twice, once for settings and flows and once for versions, because only the second needs
    the advisory data: when that is damaged, the rest is delivered all the same.
    """

    distribution = "langflow-scan"
    information_uri = "https://github.com/langflow-scan/langflow-scan"

    def __init__(self, name: str, kinds: frozenset[Kind]) -> None:
        """`kinds` are those of the rules it checks."""
        self.name = name
        self.kinds = kinds

    def rules(self) -> tuple[Rule, ...]:
        """The rules of its kinds, variants included.

        Raises:
            RuleError: a file is damaged, or rules and checks do not match one to one.
        """
        loaded = rules.load_folder(FOLDER)
        named = {PurePosixPath(relative).stem for relative in rules.rule_files(FOLDER)}
        if named != set(checks.CHECKS):
            odd = ", ".join(sorted(named ^ set(checks.CHECKS)))
            raise RuleError(f"rulesets/{FOLDER}: rules and checks differ: {odd}")
        return tuple(rule for rule in loaded.values() if rule.kind in self.kinds)

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Read what the files mean, then ask every check.

        A place is reported once for a rule, though several deployments may share it: services come
        first, because they know most of how a setting is used.
        """
        read, exported = deployments(tree), flows(tree)
        if Kind.LANGFLOW in self.kinds:
            yield from read.notifications
            yield from exported.notifications
        if not tree.sources:
            raise NothingToScan("no file")
        facts = Facts(tree, settings, read.units, exported.flows)
        catalogue = {rule.id: rule for rule in self.rules()}
        for rule_id, find in checks.CHECKS.items():
            if rule_id not in catalogue:
                continue
            seen: set[Location] = set()
            for match in find(facts):
                if match.location in seen:
                    continue
                seen.add(match.location)
                yield Finding(
                    rule=catalogue[f"{rule_id}-{match.variant}" if match.variant else rule_id],
                    message=match.message,
                    location=match.location,
                    detections=(Detection(self.name, rule_id),),
                    related=match.related,
                    path=match.path,
                    fix=match.fix,
                )
