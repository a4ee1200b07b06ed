"""Workflows that run what a pull request brings, or hold secrets: LF-CI-001, LF-CI-002."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.authentication import PASSWORD
from scanner.checks.match import Facts, Match, check
from scanner.checks.secrets import literal
from scanner.deployments.model import Form
from scanner.deployments.scripts import Script, scripts
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Assignment, Command, assignment
from scanner.model.finding import Location
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


_LANGFLOW_SECRET = re.compile(r"LANGFLOW_(?:\w+_)?(?:KEY|PASSWORD|TOKEN|SECRET)")


@check("LF-CI-002")
def secret_in_workflow(facts: Facts) -> Iterator[Match]:
    """A literal that only a workflow's own syntax holds: a password of its `env`, a step's command.

    Keys and tokens of `env` are reported as they are everywhere: LF-KEY-001 and LF-SEC-001.
    """
    for unit in facts.units:
        setting = unit.explicit(PASSWORD) if unit.form is Form.WORKFLOW else None
        if setting is not None and _is_real(literal(setting)):
            yield _literal(PASSWORD, len(literal(setting)), setting.location)
    for script in scripts(facts.tree):
        if script.source.kind is not FileKind.WORKFLOW or "LANGFLOW_" not in script.text:
            continue
        for command in script.commands:
            for one in _assignments(script, command):
                if _LANGFLOW_SECRET.fullmatch(one.name) and _is_real(one.value.text):
                    place = script.at(one.start, one.end, one.name)
                    yield _literal(one.name, len(one.value.text), place)


def _literal(name: str, length: int, place: Location) -> Match:
    message = f"{name} is written in the workflow ({length} characters)"
    return Match(message, place, fix=f"{name}: ${{{{ secrets.{name} }}}}")


def _is_real(value: str) -> bool:
    """Whether it is no password that a test makes up and throws away."""
    throwaway = values.is_placeholder(value) or values.is_reference(value) or "$" in value
    made_up = re.search(r"test|dummy|fake|example|ci[-_]", value, re.IGNORECASE)
    return values.looks_random(value) and not throwaway and not made_up


def _assignments(script: Script, command: Command) -> Iterator[Assignment]:
    """`NAME=value`, `export NAME=value`, `-e NAME=value`, and what is echoed into GITHUB_ENV."""
    yield from command.assignments
    for word in command.words:
        found = assignment(word, script.text[word.start : word.end])
        if found:
            yield found
