"""LF-CI-006 foreign-action-not-pinned."""

from collections.abc import Iterator

from scanner.checks.ci._actions import is_foreign
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.pipelines.workflow_model import Step, Workflow


@check("LF-CI-006")
def foreign_action_not_pinned(facts: Facts) -> Iterator[Match]:
    """Somebody else's action under a tag, with secrets or a token that may write; once a file."""
    for workflow in facts.workflows:
        found = list({step.uses: step for step in _trusted(workflow)}.values())
        if not found or workflow.write_all:  # that is LF-CI-005
            continue
        first, *others = found
        more = f" (and {len(others)} more)" if others else ""
        message = (
            f"{first.uses}{more} is handed secrets or a token that may write, and whoever moves "
            "its tag decides what it does with them"
        )
        yield Match(message, first.location, related=tuple(step.location for step in others))


def _trusted(workflow: Workflow) -> Iterator[Step]:
    for job in workflow.jobs:
        for step in job.steps:
            if is_foreign(step) and (step.has_secrets or job.may_write):
                yield step
