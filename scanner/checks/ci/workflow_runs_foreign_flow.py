"""LF-CI-001 workflow-runs-foreign-flow."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.pipelines.workflow_model import Step, Workflow

_TRUSTED_TRIGGERS = frozenset({"pull_request_target", "workflow_run", "issue_comment"})
"""Events that run with the repository's secrets although somebody else caused them."""


_FOREIGN_REF = re.compile(
    r"github\.event\.(pull_request|workflow_run)\.head|github\.head_ref|refs/pull/|head_sha|head_branch"
)


_RUNS_FLOW = re.compile(
    r"\b(?:lfx\s+(?:run|serve|upgrade)|langflow\s+run|python3?\s+(?!-m\s+(?:pip|venv)\b)\S+\.py"
    r"|pip3?\s+install\s+(?:-e\s+)?\.|uv\s+(?:sync|run))"
)


@check("LF-CI-001")
def workflow_runs_foreign_flow(facts: Facts) -> Iterator[Match]:
    """A trusted trigger, a checkout of the other side's head, and a step that executes it."""
    is_langflow = bool(facts.flows) or any(unit.is_langflow for unit in facts.units)
    message = (
        "this step executes what a pull request brings, with the secrets and the token of this "
        "repository"
    )
    for workflow in facts.workflows:
        if not _TRUSTED_TRIGGERS & workflow.triggers:
            continue
        for step in _after_foreign_checkout(workflow):
            if _RUNS_FLOW.search(step.run) and (is_langflow or "flow" in step.run):
                yield Match(message, step.location)


def _after_foreign_checkout(workflow: Workflow) -> Iterator[Step]:
    """The steps that run commands behind a checkout of a pull request's head, job by job."""
    for job in workflow.jobs:
        foreign = False
        for step in job.steps:
            if step.uses.startswith("actions/checkout"):
                foreign = bool(_FOREIGN_REF.search(step.ref))
            elif step.run and foreign:
                yield step
