"""LF-CI-004 flows-not-checked."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.repository import FIRST_PLACE
from scanner.model.place import Location
from scanner.tree.guards import is_test

_CHECKS = re.compile(
    rb"\blfx\s+(?:validate|test)\b|langflow[-_]scan|\bpytest\b|\btox\b|\bnox\b|\bsemgrep\b|\bbandit\b|codeql|\btrivy\b"
)


_PIPELINES = re.compile(
    r"^\.github/workflows/|^\.gitlab-ci\.ya?ml$|^\.pre-commit-config\.ya?ml$|^azure-pipelines|^Jenkinsfile|^\.circleci/"
)


@check("LF-CI-004")
def flows_not_checked(facts: Facts) -> Iterator[Match]:
    """Flows, and no pipeline that looks at them."""
    flows = sorted(flow.uri for flow in facts.flows if not is_test(flow.uri))
    pipelines = (s for s in facts.tree.sources if _PIPELINES.search(s.uri))
    if flows and not any(_CHECKS.search(source.data) for source in pipelines):
        message = "no pipeline of this repository checks its flows before they are used"
        yield Match(message, Location(flows[0], FIRST_PLACE))
