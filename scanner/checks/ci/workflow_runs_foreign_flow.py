"""LF-CI-001 workflow-runs-foreign-flow."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import FileKind

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
    for source in facts.tree.of(FileKind.WORKFLOW):
        try:
            documents = yaml_.read(source.text)
        except ReadError:
            continue  # named where workflows are read as deployments
        lines = Lines(source.text)
        for workflow in documents:
            if not _TRUSTED_TRIGGERS & _triggers(workflow.get("on")):
                continue
            for run in _steps_after_foreign_checkout(workflow):
                if _RUNS_FLOW.search(run.text) and (is_langflow or "flow" in run.text):
                    place = Location(source.uri, lines.region(run.start, run.end), "run")
                    message = "this step executes what a pull request brings, with the secrets and "
                    message += "the token of this repository"
                    yield Match(message, place)


def _triggers(node: Node | None) -> set[str]:
    if node is None:
        return set()
    return {node.text, *node.mapping, *(item.text for item in node.items)}


def _steps_after_foreign_checkout(workflow: Node) -> Iterator[Node]:
    """The `run` scripts behind a checkout of the head of a pull request, job by job."""
    for job in (workflow.get("jobs") or workflow).mapping.values():
        foreign = False
        for step in (job.get("steps") or job).items:
            uses, ref, run = step.get("uses"), step.get("with", "ref"), step.get("run")
            if uses is not None and uses.text.startswith("actions/checkout"):
                foreign = ref is not None and bool(_FOREIGN_REF.search(ref.text))
            elif run is not None and foreign:
                yield run
