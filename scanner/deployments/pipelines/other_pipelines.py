"""Pipelines of GitLab, Azure, Jenkins and Google's Cloud Build, and what all pipelines share."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scanner.deployments.commands.runner import Runner
from scanner.deployments.described import Description
from scanner.deployments.format import Read
from scanner.deployments.model import Deployment, Exposure, Form
from scanner.deployments.scripts import yaml_scripts
from scanner.deployments.scripts.script import Script, of_words
from scanner.formats import shell, yaml_
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_DEPLOYS = re.compile(r"deploy|release|prod|publish|rollout|server|\bup\b", re.IGNORECASE)
_NOTHING = Node({}, 0, 0)
_COMMANDS = (
    "script",
    "bash",
    "before_script",
    "after_script",
    "run",
    "command",
    "commands",
    "pwsh",
)
_JENKINS = re.compile(
    r"\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:script:[ \t]*)?"
    r"(?P<mark>'''|\"\"\"|'|\")(?P<text>.{0,20000}?)(?<!\\)(?P=mark)",
    re.DOTALL,
)
_MAX_DEPTH = 12


def joined(reads: Iterable[Read]) -> Read:
    """Several parts of a file as one."""
    parts = tuple(reads)
    return Read(
        tuple(unit for part in parts for unit in part.units),
        tuple(uri for part in parts for uri in part.taken_in),
        tuple(text for part in parts for text in part.texts),
        tuple(note for part in parts for note in part.notes),
    )


def on_runner(found: Read, *, with_cluster: bool = False) -> Read:
    """What lives for a test on a machine that nobody else reaches: of it, only the release counts.

    What a platform's command deploys from there is elsewhere, and stays as it is, unless it goes to
    a cluster of the job's own.
    """

    def ends(unit: Deployment) -> bool:
        if unit.form in {Form.PLATFORM, Form.HELM}:
            return with_cluster
        return unit.declared_exposure is not None

    units = tuple(
        unit
        if not ends(unit)
        else replace(unit, form=Form.WORKFLOW, settings=(), ports=(), mounts=(), options=())
        for unit in found.units
    )
    # Files that a job writes on the runner are its own, too.
    return Read(tuple(unit for unit in units if _says_something(unit)), found.taken_in)


def _says_something(unit: Deployment) -> bool:
    return bool(unit.settings or unit.version or unit.image)


def set_variables(runner: Runner, node: Node | None, described: Description) -> None:
    """The variables that a pipeline hands to its commands."""
    if node is not None:
        runner.values |= {s.name: s for s in described.environment(node)}


def gitlab(tree: Tree, source: Source) -> Read:
    """The jobs of a .gitlab-ci.yml (docs.gitlab.com/ci/yaml).

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    reads: list[Read] = []
    for document in yaml_.read(source.text):
        for name, job in document.mapping.items():
            own = _DEPLOYS.search(f"{name} {(job.get('stage') or _NOTHING).text}")
            runner = Runner(tree, source, None if own else Exposure.LOOPBACK)
            described = Description(source.uri, lines, Form.SCRIPT, "variables of the pipeline")
            for holder in (document, job):
                set_variables(runner, holder.get("variables"), described)
            nodes = (node for key in _COMMANDS for node in _lines_of(job.get(key)))
            found = runner.run(yaml_scripts.scripts(source, lines, nodes))
            reads.append(found if own else on_runner(found))
    return joined(reads)


def gitlab_scripts(source: Source) -> Iterator[Script]:
    """All commands of a pipeline in YAML.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        yield from yaml_scripts.scripts(source, lines, _all_commands(document, 0))


def azure(tree: Tree, source: Source) -> Read:
    """The steps of an azure-pipelines.yml (learn.microsoft.com/azure/devops/pipelines).

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    reads = []
    for document in yaml_.read(source.text):
        described = Description(source.uri, lines, Form.SCRIPT, "variables of the pipeline")
        runner = Runner(tree, source, Exposure.LOOPBACK)
        set_variables(runner, document.get("variables"), described)
        nodes = _all_commands(document, 0)
        reads.append(on_runner(runner.run(yaml_scripts.scripts(source, lines, nodes))))
    return joined(reads)


def _all_commands(node: Node, depth: int) -> Iterator[Node]:
    """Every scalar below a key that holds commands."""
    if depth > _MAX_DEPTH:
        return
    for key, child in node.mapping.items():
        if key in _COMMANDS or key == "inlineScript":
            yield from _lines_of(child)
        else:
            yield from _all_commands(child, depth + 1)
    for item in node.items:
        yield from _all_commands(item, depth + 1)


def _lines_of(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from (item for item in (node.items or [node]) if item.text)


def jenkins(tree: Tree, source: Source) -> Read:
    """The shell steps of a Jenkinsfile, which run on machines of its owner."""
    return Runner(tree, source).run(jenkins_scripts(source))


def jenkins_scripts(source: Source) -> Iterator[Script]:
    """The texts of `sh`, `bat` and `powershell` steps."""
    lines = Lines(source.text)
    for match in _JENKINS.finditer(source.text):
        yield Script(source, match["text"], lines, match.start("text"))


def cloud_build(tree: Tree, source: Source) -> Read:
    """The steps of a cloudbuild.yaml: `args` are the words of one command.

    Raises:
        ReadError: no YAML.
    """
    found = Runner(tree, source, Exposure.LOOPBACK).run(cloud_build_scripts(source))
    return on_runner(found)


def cloud_build_scripts(source: Source) -> Iterator[Script]:
    """Each step as one command line, and its `script`.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        steps = document.get("steps") or _NOTHING
        for step in steps.items:
            yield from yaml_scripts.scripts(source, lines, [step.get("script")])
            name, entry = step.get("name"), step.get("entrypoint")
            arguments = step.get("args")
            if arguments is None or not arguments.items:
                continue
            program = entry.text if entry is not None else _program(name.text if name else "")
            words = [shell.Word(node.text, node.start, node.end) for node in arguments.items]
            if program in {"bash", "sh"} and len(words) > 1 and words[0].text == "-c":
                yield from yaml_scripts.scripts(source, lines, [arguments.items[1]])
            else:
                first = shell.Word(program, arguments.start, arguments.start)
                yield of_words(source, lines, (first, *words))


def _program(image: str) -> str:
    name = re.split(r"[:@]", image.rpartition("/")[2])[0]
    return "gcloud" if name == "cloud-sdk" else name


def command_of(source: Source, lines: Lines, before: list[str], text: str, node: Node) -> Script:
    """A command that a format means by one of its values: the last word is the value's."""
    first = (shell.Word(word, node.start, node.start) for word in before)
    return of_words(source, lines, (*first, shell.Word(text, node.start, node.end)))
