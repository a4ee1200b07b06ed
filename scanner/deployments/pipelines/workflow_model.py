"""GitHub workflows as rules ask about them: what starts them, what their jobs check out and run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.deployments.pipelines.expressions import Expression, expressions
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_NOTHING = Node({}, 0, 0)
_SECRET = re.compile(r"\bsecrets(?:\.(?!GITHUB_TOKEN\b)|\[|\s*\))", re.IGNORECASE)
"""A secret in an expression, or all of them in `toJSON(secrets)`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job."""

    uses: str
    """The action, with its version; empty for a step that runs commands."""
    ref: str
    """`with.ref`: what a checkout checks out."""
    run: str
    """The commands; empty for an action."""
    location: Location
    """Of the commands or the action."""
    has_secrets: bool = False
    """Whether it is handed secrets of the repository, the job's own token apart."""
    condition: str = ""
    """`if`."""
    expressions: tuple[Expression, ...] = ()
    """Those that are written into its commands."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job."""

    location: Location
    has_environment: bool
    """Whether it runs in an environment, which may ask for an approval."""
    steps: tuple[Step, ...]
    may_write: bool = False
    """Whether permissions that are written down let its token change something."""
    condition: str = ""
    """`if`."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow file, or one document of it."""

    uri: str
    triggers: frozenset[str]
    """The events under `on`."""
    jobs: tuple[Job, ...]
    write_all: tuple[Location, ...] = ()
    """`permissions: write-all`, of the workflow or of its jobs."""
    plain_inputs: frozenset[str] = frozenset()
    """Inputs of a start by hand that are a number, a switch or one of a list."""


def workflows(tree: Tree) -> Iterator[Workflow]:
    """All of them; one that is no YAML cannot run (`pipelines.workflows.read`)."""
    for source in tree.of(FileKind.WORKFLOW):
        try:
            documents = yaml_.read(source.text)
        except ReadError:
            continue
        for document in documents:
            jobs = document.get("jobs") or _NOTHING
            distinct = {id(job): job for job in jobs.mapping.values()}.values()
            own = document.get("permissions")
            found = tuple(_job(source, job, own) for job in distinct)
            given = (own, *(job.get("permissions") for job in distinct))
            everything = tuple(
                source.at(one.start, one.end, "permissions")
                for one in given
                if one is not None and one.text == "write-all"
            )
            events = document.get("on")
            inputs = frozenset(_plain_inputs(events))
            yield Workflow(source.uri, _triggers(events), found, everything, inputs)


def _triggers(node: Node | None) -> frozenset[str]:
    if node is None:
        return frozenset()
    return frozenset({node.text, *node.mapping, *(item.text for item in node.items)} - {""})


def _plain_inputs(events: Node | None) -> Iterator[str]:
    inputs = events.get("workflow_dispatch", "inputs") if events else None
    for name, one in (inputs or _NOTHING).mapping.items():
        kind = one.get("type")
        if kind is not None and kind.text in {"boolean", "number", "choice"}:
            yield name.lower()


def _job(source: Source, job: Node, inherited: Node | None) -> Job:
    steps = job.get("steps") or _NOTHING
    permissions = job.get("permissions") or inherited or _NOTHING
    granted = {permissions.text, *(one.text for one in permissions.mapping.values())}
    return Job(
        source.at(job.start, job.end),
        job.get("environment") is not None,
        tuple(_step(source, step) for step in {id(one): one for one in steps.items}.values()),
        may_write=bool(granted & {"write", "write-all"}),
        condition=(job.get("if") or _NOTHING).text,
    )


def _step(source: Source, step: Node) -> Step:
    uses, ref, run = step.get("uses"), step.get("with", "ref"), step.get("run")
    shown = run or uses or step
    return Step(
        uses.text if uses else "",
        ref.text if ref else "",
        run.text if run else "",
        source.at(shown.start, shown.end, "run" if run else "uses"),
        bool(_SECRET.search(source.text, step.start, step.end)),
        (step.get("if") or _NOTHING).text,
        tuple(expressions(source, step)),
    )
