"""GitHub workflows as rules ask about them: what starts them, what their jobs check out and run."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_NOTHING = Node({}, 0, 0)


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


@dataclass(frozen=True, slots=True)
class Job:
    """One job."""

    location: Location
    has_environment: bool
    """Whether it runs in an environment, which may ask for an approval."""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow file, or one document of it."""

    uri: str
    triggers: frozenset[str]
    """The events under `on`."""
    jobs: tuple[Job, ...]


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
            found = tuple(_job(source, job) for job in distinct)
            yield Workflow(source.uri, _triggers(document.get("on")), found)


def _triggers(node: Node | None) -> frozenset[str]:
    if node is None:
        return frozenset()
    return frozenset({node.text, *node.mapping, *(item.text for item in node.items)} - {""})


def _job(source: Source, job: Node) -> Job:
    steps = job.get("steps") or _NOTHING
    return Job(
        source.at(job.start, job.end),
        job.get("environment") is not None,
        tuple(_step(source, step) for step in {id(one): one for one in steps.items}.values()),
    )


def _step(source: Source, step: Node) -> Step:
    uses, ref, run = step.get("uses"), step.get("with", "ref"), step.get("run")
    shown = run or uses or step
    return Step(
        uses.text if uses else "",
        ref.text if ref else "",
        run.text if run else "",
        source.at(shown.start, shown.end, "run" if run else "uses"),
    )
