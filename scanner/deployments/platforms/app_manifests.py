"""Manifests of application platforms: Heroku, Nixpacks, CapRover, Dokploy, development containers.

Variables that are set in a platform's own console are not in them, so nothing is ever complete.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scanner.deployments.assembled import Container, assembled
from scanner.deployments.commands.runner import Runner
from scanner.deployments.described import Description, as_written
from scanner.deployments.format import Read
from scanner.deployments.model import Deployment, Exposure, Form, Setting
from scanner.deployments.pipelines import other_pipelines
from scanner.deployments.scripts import yaml_scripts
from scanner.deployments.scripts.script import Script
from scanner.formats import json_, toml_nodes, yaml_
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_NOTHING = Node({}, 0, 0)
_DRAWN = re.compile(r"\$\$cap_gen|\$\{(?:password|hash|jwt|base64|uuid|random)", re.IGNORECASE)


def heroku_app(_: Tree, source: Source) -> Read:
    """`env` of an app.json (devcenter.heroku.com/articles/app-json-schema).

    Raises:
        ReadError: not JSON.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    root = json_.read(json_.without_comments(source.text))
    described = _described(source, "env of app.json")
    return Read(tuple(_configured(source, described, root.get("env"), Exposure.PUBLISHED)))


def heroku_yml(tree: Tree, source: Source) -> Read:
    """`setup.config` and the processes of a heroku.yml.

    Raises:
        ReadError: no YAML.
    """
    described = _described(source, "setup of heroku.yml")
    reads = []
    for document in yaml_.read(source.text):
        runner = Runner(tree, source, Exposure.PUBLISHED, Form.PLATFORM)
        other_pipelines.set_variables(runner, document.get("setup", "config"), described)
        reads.append(runner.run(heroku_scripts(source)))
    return other_pipelines.joined(reads)


def heroku_scripts(source: Source) -> Iterator[Script]:
    """The commands that a heroku.yml runs.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        processes = (document.get("run") or _NOTHING).mapping.values()
        nodes = [node for p in processes for node in (p, p.get("command"), *p.items)]
        release = document.get("release", "command")
        yield from yaml_scripts.scripts(source, lines, [*nodes, release])


def nixpacks(tree: Tree, source: Source) -> Read:
    """Variables, build commands and the start command (nixpacks.com/docs/configuration/file).

    Raises:
        ReadError: not TOML.
    """
    described = _described(source, "variables of the build")
    runner = Runner(tree, source, Exposure.PUBLISHED, Form.PLATFORM)
    other_pipelines.set_variables(runner, toml_nodes.read(source.text).get("variables"), described)
    return runner.run(nixpacks_scripts(source))


def nixpacks_scripts(source: Source) -> Iterator[Script]:
    """The commands of the phases and of the start.

    Raises:
        ReadError: not TOML.
    """
    lines, root = Lines(source.text), toml_nodes.read(source.text)
    phases = (root.get("phases") or _NOTHING).mapping.values()
    nodes = [node for phase in phases for node in (phase.get("cmds") or _NOTHING).items]
    yield from _quoted(source, lines, [*nodes, root.get("start", "cmd")])


def _quoted(source: Source, lines: Lines, nodes: Iterable[Node | None]) -> Iterator[Script]:
    """Strings of JSON or TOML as scripts, their quotes left out."""
    for node in nodes:
        if node is not None and node.text:
            raw = source.text[node.start : node.end]
            mark = re.match(r"\"\"\"|'''|\"|'", raw)
            width = len(mark.group()) if mark else 0
            text = raw[width : len(raw) - width].replace('\\"', ' "')
            yield Script(source, text, lines, node.start + width)


def dokploy(_: Tree, source: Source) -> Read:
    """`env` of a template.toml, whose domains publish its service (docs.dokploy.com).

    Raises:
        ReadError: not TOML.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    root = toml_nodes.read(source.text)
    described = replace(_described(source, "env of the template"), resolve=_not_drawn)
    env = root.get("config", "env")
    return Read(tuple(_configured(source, described, env, Exposure.PUBLISHED)))


def caprover(_: Tree, source: Source) -> Read:
    """The services of a one-click app (caprover.com/docs/one-click-apps.html).

    Raises:
        ReadError: no YAML.
    """
    units: list[Deployment] = []
    for document in yaml_.read(source.text):
        defaults = _defaults(document)

        def resolve(node: Node, known: dict[str, str] = defaults) -> str | None:
            return _of_caprover(node, known)

        described = replace(
            _described(source, "environment of the app"),
            resolve=resolve,
            exposure=Exposure.PUBLISHED,
        )
        services = document.get("services") or document
        found = (assembled(container) for container in described.containers(services))
        units.extend(unit for unit in found if unit is not None)
    return Read(tuple(units))


def _defaults(document: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    variables = document.get("caproverOneClickApp", "variables") or _NOTHING
    for entry in variables.items:
        name, value = entry.get("id"), entry.get("defaultValue")
        if name is not None and value is not None and not _DRAWN.search(value.text):
            found[name.text] = value.text
    return found


def _of_caprover(node: Node, defaults: dict[str, str]) -> str | None:
    if "$$" not in node.text:
        return as_written(node)
    made = re.sub(r"\$\$cap_\w+", lambda match: defaults.get(match.group(), "$$"), node.text)
    return None if "$$" in made else made


def _not_drawn(node: Node) -> str | None:
    return None if _DRAWN.search(node.text) else as_written(node)


def devcontainer(tree: Tree, source: Source) -> Read:
    """The image, variables and commands of a devcontainer.json (containers.dev).

    Raises:
        ReadError: not JSON.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    root = json_.read(json_.without_comments(source.text))
    described = _described(source, "containerEnv")
    runner = Runner(tree, source, Exposure.LOOPBACK)
    for key in ("containerEnv", "remoteEnv"):
        other_pipelines.set_variables(runner, root.get(key), described)
    image = root.get("image")
    unit = assembled(
        Container(
            name=source.name,
            form=Form.PLATFORM,
            uri=source.uri,
            place=described.at(root),
            settings=tuple(runner.values.values()),
            image=described.image(image) if image is not None else None,
            exposure=Exposure.LOOPBACK,
        )
    )
    started = runner.run(devcontainer_scripts(source))
    return other_pipelines.joined([Read((unit,) if unit else ()), started])


def devcontainer_scripts(source: Source) -> Iterator[Script]:
    """The commands of the container's life.

    Raises:
        ReadError: not JSON.
    """
    root = json_.read(json_.without_comments(source.text))
    lines = Lines(source.text)
    for key, node in root.mapping.items():
        if key.endswith("Command"):
            yield from _quoted(source, lines, [node, *node.mapping.values()])


def _described(source: Source, origin: str) -> Description:
    return Description(source.uri, Lines(source.text), Form.PLATFORM, origin)


def _configured(
    source: Source,
    described: Description,
    env: Node | None,
    exposure: Exposure,
) -> Iterator[Deployment]:
    """What variables alone configure."""
    settings: tuple[Setting, ...] = tuple(described.environment(env)) if env is not None else ()
    if not settings:
        return
    unit = assembled(
        Container(
            name=source.name,
            form=Form.PLATFORM,
            uri=source.uri,
            place=settings[0].location,
            settings=settings,
            exposure=exposure,
        )
    )
    if unit is not None:
        yield unit
