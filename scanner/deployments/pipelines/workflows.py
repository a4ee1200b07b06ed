"""GitHub workflows: credentials in their variables, what their steps deploy, what runs on the way.

A server that a step starts on GitHub's own runner, or in a test on any, lives for a test: of it
only the release counts.
What a step deploys elsewhere, by an action, a platform's command or ssh, is a deployment.

Syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from scanner import values
from scanner.deployments.assembled import Container, assembled
from scanner.deployments.commands.runner import Runner
from scanner.deployments.described import Description
from scanner.deployments.format import Read
from scanner.deployments.limits import Budget
from scanner.deployments.model import Deployment, Exposure, Form, Setting
from scanner.deployments.pipelines import other_pipelines, runners
from scanner.deployments.scripts import yaml_scripts
from scanner.deployments.scripts.script import Script
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location, Region
from scanner.secrets.known import known_format
from scanner.tree.source import Source, Tree

_NOTHING = Node({}, 0, 0)
_REMOTE = re.compile(r"ssh|deploy|remote|exec", re.IGNORECASE)
_SCRIPTS = ("script", "run", "command", "commands", "inlineScript", "postScript")
_IMAGES = frozenset(
    {"image", "images", "imagetodeploy", "dockerimage", "containerimage", "image_url"}
)
_VARIABLES = frozenset(
    {
        "envvars",
        "env",
        "environmentvariables",
        "secureenvironmentvariables",
        "variables",
        "setenvvars",
    }
)
_MAX_RUNS = 20
"""Of one step, by its matrix; a hostile matrix has millions."""
_BUILDS = re.compile(r"^docker/|/(?:metadata|build-push|bake|login)-action|buildah|kaniko")
"""Actions that make images, and deploy none."""
_OPEN = re.compile(r"--allow-unauthenticated|ingress[=: ]+external", re.IGNORECASE)


def read(tree: Tree, source: Source) -> Read:
    """What a workflow deploys, and the credentials in its variables.

    A workflow that is no YAML deploys nothing and cannot run: it is not reported as unread.
    """
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return Read()
    lines = Lines(source.text)
    found = [unit for document in documents for unit in _held(source, lines, document)]
    if "langflow" not in source.text.lower():
        return Read(tuple(found))
    reads = [Read(tuple(found))]
    for document in documents:
        names = {id(job): name for name, job in (document.get("jobs") or _NOTHING).mapping.items()}
        reads.extend(
            _Job(tree, source, lines, document, job, names[id(job)]).read()
            for job in _jobs(document)
        )
    return other_pipelines.joined(reads)


def scripts(source: Source) -> Iterator[Script]:
    """The commands of all `run` steps, and those that actions run elsewhere.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        for job in _jobs(document):
            for step in _steps(job):
                nodes = [step.get("run"), *_remote_scripts(step)]
                variables = _variables(document, job, step)
                for script in yaml_scripts.scripts(source, lines, nodes):
                    yield from (replace(script, given=one) for one in _run(variables, job, script))


def _variables(*holders: Node) -> dict[str, str]:
    """`env` of the workflow, the job and the step, as far as it is text."""
    found: dict[str, str] = {}
    for holder in holders:
        for name, node in (holder.get("env") or _NOTHING).mapping.items():
            if node.text and "${{" not in node.text:
                found[name] = node.text
    return found


def _run(variables: dict[str, str], job: Node, script: Script) -> Iterator[dict[str, str]]:
    """The variables of each run: several where the commands name a value of the matrix."""
    used = set(re.findall(r"matrix\.(\w+)", script.text))
    listed = job.get("strategy", "matrix") or _NOTHING
    runs = [variables]
    for name in sorted(used):
        values_of = [item.text for item in (listed.get(name) or _NOTHING).items if item.text]
        every = ({**run, f"matrix.{name}": value} for run in runs for value in values_of or [""])
        runs = list(islice(every, _MAX_RUNS))
    yield from runs


@dataclass(frozen=True)
class _Job:
    tree: Tree
    source: Source
    lines: Lines
    document: Node
    job: Node
    name: str
    """Its key under `jobs`."""

    def read(self) -> Read:
        """What the steps run and deploy, in their order."""
        own = runners.is_own_machine(self.job) and not runners.is_test(self.name, self.job)
        here = Runner(self.tree, self.source, None if own else Exposure.LOOPBACK)
        there = Runner(self.tree, self.source)
        for holder in (self.document, self.job):
            other_pipelines.set_variables(here, holder.get("env"), self._described("env"))
        deployed: list[Deployment] = []
        on_runner: list[Script] = []
        remote: list[Script] = []
        for step in _steps(self.job):
            other_pipelines.set_variables(here, step.get("env"), self._described("env of a step"))
            on_runner.extend(yaml_scripts.scripts(self.source, self.lines, [step.get("run")]))
            remote.extend(yaml_scripts.scripts(self.source, self.lines, _remote_scripts(step)))
            deployed.extend(self._deployed(step))
        started = here.run(on_runner)
        if not own:
            ends_too = runners.makes_a_cluster(self.job)
            started = other_pipelines.on_runner(started, with_cluster=ends_too)
        return other_pipelines.joined([started, there.run(remote), Read(tuple(deployed))])

    def _deployed(self, step: Node) -> Iterator[Deployment]:
        """What an action deploys: an image with variables, as its inputs have them."""
        given, uses = step.get("with"), step.get("uses")
        if given is None or uses is None or _BUILDS.search(uses.text):
            return
        described = self._described(f"inputs of {uses.text.partition('@')[0]}")
        low = {re.sub(r"[_-]", "", key).lower(): node for key, node in given.mapping.items()}
        image = next((low[key] for key in low if key in _IMAGES), None)
        settings = tuple(
            setting
            for key, node in low.items()
            if key in _VARIABLES
            for setting in described.text_pairs(node)
        )
        text = self.source.text[given.start : given.end]
        unit = assembled(
            Container(
                name="langflow",
                form=Form.PLATFORM,
                uri=self.source.uri,
                place=described.at(uses),
                settings=settings,
                image=described.image(image) if image is not None else None,
                exposure=Exposure.PUBLISHED if _OPEN.search(text) else Exposure.UNKNOWN,
            )
        )
        if unit is not None:
            yield unit

    def _described(self, origin: str) -> Description:
        return Description(self.source.uri, self.lines, Form.PLATFORM, origin)


def _jobs(document: Node) -> list[Node]:
    """The jobs; what aliases share is one."""
    jobs = document.get("jobs") or _NOTHING
    return list({id(job): job for job in jobs.mapping.values()}.values())


def _steps(job: Node) -> list[Node]:
    steps = job.get("steps")
    return list({id(step): step for step in (steps.items if steps else ())}.values())


def _remote_scripts(step: Node) -> Iterator[Node]:
    """Commands that an action runs on another machine."""
    uses, given = step.get("uses"), step.get("with")
    if uses is None or given is None or not _REMOTE.search(uses.text):
        return
    for key in _SCRIPTS:
        node = given.get(key)
        if node is not None and node.text:
            yield node


def _held(source: Source, lines: Lines, document: Node) -> Iterator[Deployment]:
    """The credentials in `env` of the workflow, its jobs and its steps."""
    settings = tuple(_credentials(source, lines, document))
    if settings:
        yield Deployment(
            name=source.name,
            form=Form.WORKFLOW,
            uri=source.uri,
            location=Location(source.uri, Region(1, 1, 1, 1)),
            settings=settings,
            declared_exposure=Exposure.LOOPBACK,
        )


def _credentials(source: Source, lines: Lines, document: Node) -> Iterator[Setting]:
    budget = Budget()
    holders = [document, *_jobs(document)]
    holders.extend(step for job in _jobs(document) for step in _steps(job))
    for holder in {id(one): one for one in holders}.values():
        variables = holder.get("env") or _NOTHING
        for name, node in budget.take(variables.mapping.items()):
            real = known_format(node.text) or values.looks_random(node.text)
            if real and not values.is_reference(node.text):
                start = variables.keys[name][0] if name in variables.keys else node.start
                region = lines.region(start, max(start, node.end))
                place = Location(source.uri, region, name)
                yield Setting(name, node.text, place, "env of the workflow")
