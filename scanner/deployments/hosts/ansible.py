"""Ansible: containers, installations, services and files of playbooks and roles.

Variables count where the same file, or `defaults` and `vars` of the role, give them as text.
Module names: https://docs.ansible.com/ansible/latest/collections/index.html
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.deployments.assembled import assembled
from scanner.deployments.commands.files import at_place
from scanner.deployments.described import Description, as_written
from scanner.deployments.format import Read, Text
from scanner.deployments.model import Deployment, Form
from scanner.deployments.pipelines import other_pipelines
from scanner.deployments.scripts import shell, yaml_scripts
from scanner.deployments.scripts.script import Script
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree

_SHELLS = frozenset({"shell", "command", "raw", "script"})
_COPIES = frozenset({"copy", "template", "blockinfile"})
_JINJA = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*default\((['\"])(.*?)\2[^)]*\)\s*)?\}\}")
_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_MAX_DEPTH = 20


def read(tree: Tree, source: Source) -> Read:
    """What the tasks of one file start, write and configure.

    Raises:
        ReadError: no YAML.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    lines = Lines(source.text)
    documents = yaml_.read(source.text)
    variables = {**_of_role(tree, source), **_variables(documents)}

    def resolve(node: Node) -> str | None:
        return expanded(node, variables)

    described = Description(source.uri, lines, Form.PLATFORM, "env of the task", resolve)
    units: list[Deployment] = []
    for document in documents:
        found = (assembled(container) for container in described.containers(document))
        units.extend(unit for unit in found if unit is not None)
    texts = tuple(_copied(source, lines, documents))
    commands = shell.of_scripts(tree, source, scripts(source))
    return other_pipelines.joined([Read(tuple(units), texts=texts), commands])


def scripts(source: Source) -> Iterator[Script]:
    """The commands of tasks, and `pip: name=...` as the command that it runs.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    for document in yaml_.read(source.text):
        for name, node in _modules(document, 0):
            if name in _SHELLS:
                nodes = [node, node.get("cmd"), *node.items]
                yield from yaml_scripts.scripts(source, lines, nodes)
            elif name == "pip":
                yield from _installed(source, lines, node)


def _installed(source: Source, lines: Lines, node: Node) -> Iterator[Script]:
    name, release = node.get("name"), node.get("version")
    for one in (name.items or [name]) if name is not None else ():
        text = one.text
        if release is not None and as_written(release) and one.text:
            text = f"{one.text}=={as_written(release)}"
        if text:
            yield other_pipelines.command_of(source, lines, ["pip", "install"], text, one)


def _modules(node: Node, depth: int) -> Iterator[tuple[str, Node]]:
    """The modules of all tasks, by the last part of their name."""
    if depth > _MAX_DEPTH:
        return
    for key, child in node.mapping.items():
        name = key.rpartition(".")[2]
        if name in _SHELLS | _COPIES | {"pip"}:
            yield name, child
        else:
            yield from _modules(child, depth + 1)
    for item in node.items:
        yield from _modules(item, depth + 1)


def _copied(source: Source, lines: Lines, documents: tuple[Node, ...]) -> Iterator[Text]:
    """Files whose content is in the playbook."""
    for document in documents:
        for name, node in _modules(document, 0):
            content, target = node.get("content") or node.get("block"), node.get("dest")
            target = target or node.get("path")
            if name not in _COPIES or content is None or target is None or not content.text:
                continue
            start, text = yaml_scripts.written(source.text, content)
            kind = classify(PurePosixPath(target.text).name or "x", content.text.encode())
            if kind is not FileKind.TEXT:
                begin = lines.offset(lines.region(start, start).start_line, 1)
                before = re.sub(r"\S", " ", source.text[begin:start])
                yield Text(at_place(source, lines, begin, before + text, kind))


def _variables(documents: tuple[Node, ...]) -> dict[str, str]:
    """`vars` of plays and tasks, and a file of variables as a whole."""
    found: dict[str, str] = {}
    for document in documents:
        for node in (document, *document.items):
            for holder in (node.get("vars"), document if document.mapping else None):
                for name, child in holder.mapping.items() if holder is not None else ():
                    text = as_written(child)
                    if text is not None:
                        found[name] = text
    return found


def _of_role(tree: Tree, source: Source) -> dict[str, str]:
    """The defaults and variables of the role that the tasks belong to, and of the play's group."""
    folder = PurePosixPath(source.uri).parent
    found: dict[str, str] = {}
    for place in ("../defaults", "../vars", "vars", "group_vars", "../group_vars"):
        base = folder.parent / place[3:] if place.startswith("../") else folder / place
        for name in ("main.yml", "main.yaml", "all.yml", "all.yaml"):
            other = tree.get(str(base / name))
            if other is None:
                continue
            try:
                found |= _variables(yaml_.read(other.text))
            except ReadError:
                continue  # not YAML: a vault, or named where it is read itself
    return found


def expanded(node: Node, variables: dict[str, str]) -> str | None:
    """A scalar with variables in it; None when one is not known."""
    if "{{" not in node.text:
        return as_written(node)
    made = _JINJA.sub(lambda match: variables.get(match[1], match[3] or "\ue000"), node.text)
    return None if "\ue000" in made or "{{" in made else made
