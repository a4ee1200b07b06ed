"""Nomad jobs as deployments (developer.hashicorp.com/nomad/docs/job-specification)."""

import re
from collections.abc import Iterator

from scanner.deployments.assembled import assembled
from scanner.deployments.described import Description, as_written
from scanner.deployments.format import Read
from scanner.deployments.model import Exposure, Form
from scanner.formats import hcl
from scanner.formats.hcl import EXPRESSION, Block
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)


def read(_: Tree, source: Source) -> Read:
    """The tasks of a job: `config`, `env`, and ports that are bound on the host.

    Raises:
        ReadError: no HCL.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    root = hcl.read(source.text)
    lines = Lines(source.text)
    described = Description(
        source.uri, lines, Form.PLATFORM, "env of the task", _known, exposure=Exposure.PUBLISHED
    )
    found = (
        assembled(container)
        for task in _tasks(root)
        for container in described.containers(_node(task))
    )
    return Read(tuple(unit for unit in found if unit is not None))


def _tasks(block: Block) -> Iterator[Block]:
    for inner in block.blocks:
        if inner.type == "task":
            yield inner
        else:
            yield from _tasks(inner)


def _node(task: Block) -> Node:
    """A task as one mapping: the image of its `config` next to its `env`."""
    made = Node({}, task.start, task.end)
    values: dict[str, Node] = {}
    for block in task.blocks:
        if block.type == "config":
            values |= block.attributes
            made.keys |= block.keys
        elif block.type == "env":
            values["env"] = Node(block.attributes, block.start, block.end, keys=block.keys)
    made.value = values
    return made


def _known(node: Node) -> str | None:
    return None if node.tag == EXPRESSION else as_written(node)
