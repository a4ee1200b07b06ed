"""Our own checks of deployments and flows, in process."""

from collections.abc import Iterator

from scanner import rules
from scanner.collect import Tree
from scanner.engines.base import Outcome
from scanner.errors import NothingToScan, RuleError
from scanner.langflow import checks
from scanner.langflow.deployments import deployments
from scanner.langflow.flow import flows
from scanner.langflow.match import Facts
from scanner.model import Detection, Finding, Kind, Rule
from scanner.settings import Settings

FOLDER = "langflow"


class Langflow:
    """The engine of `rulesets/langflow/`."""

    name = "langflow"
    distribution = "langflow-scan"
    information_uri = "https://github.com/langflow-scan/langflow-scan"
    kinds = frozenset({Kind.LANGFLOW, Kind.SECRETS, Kind.DEPENDENCIES})

    def rules(self) -> tuple[Rule, ...]:
        """The rules of `rulesets/langflow/`, one check each.

        Raises:
            RuleError: a file is damaged, or a rule has no check.
        """
        loaded = rules.load_folder(FOLDER)
        bases = {relative.removeprefix(f"{FOLDER}/").removesuffix(".yaml") for relative in
                 rules.rule_files(FOLDER)}
        if bases != set(checks.CHECKS):
            odd = ", ".join(sorted(bases ^ set(checks.CHECKS)))
            raise RuleError(f"rulesets/{FOLDER}: rules and checks differ: {odd}")
        return tuple(loaded.values())

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Read what the files mean, then ask every check.

        A place is reported once for a rule, though several deployments may share it: services come
        first, because they know most of how a setting is used.
        """
        read, exported = deployments(tree), flows(tree)
        yield from read.notifications
        yield from exported.notifications
        if not (read.units or exported.flows or tree.sources):
            raise NothingToScan("no file")
        facts = Facts(tree, settings, read.units, exported.flows)
        catalogue = rules.load_folder(FOLDER)
        for rule_id, find in checks.CHECKS.items():
            seen: set[tuple[str, object]] = set()
            for match in find(facts):
                place = (match.location.uri, match.location.region)
                if place in seen:
                    continue
                seen.add(place)
                yield Finding(
                    rule=catalogue[f"{rule_id}-{match.variant}" if match.variant else rule_id],
                    message=match.message,
                    location=match.location,
                    detections=(Detection(self.name, rule_id),),
                    related=match.related,
                    path=match.path,
                    fix=match.fix,
                )
