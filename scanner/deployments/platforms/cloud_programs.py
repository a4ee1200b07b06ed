"""JavaScript and TypeScript that deploy: AWS CDK, Pulumi and CDK for Terraform.

Read as far as the arguments of calls are literals; what the program works out is unknown.
"""

import re

from scanner.deployments.assembled import assembled
from scanner.deployments.described import Description, as_written
from scanner.deployments.format import Read
from scanner.deployments.model import Form
from scanner.formats import objects
from scanner.formats.positions import Node
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow", re.IGNORECASE)
_ARGUMENT = re.compile(r"[(,]\s*(?=\{)")
"""In front of an object that is an argument of a call."""
_OF_REGISTRY = re.compile(r"\w[\w.]{0,200}\(\s*([\"'`])([^\"'`\s${}]{1,500})\1\s*,?\s*\)?")
"""`ecs.ContainerImage.fromRegistry("name:tag")`."""


def read(_: Tree, source: Source) -> Read:
    """The containers that calls of the program describe.

    Raises:
        ReadError: over the caps.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    described = Description(
        source.uri, source.lines, Form.TERRAFORM, "environment of the container", _known
    )
    found = (
        assembled(container)
        for root in objects.objects(source.text, _ARGUMENT)
        for container in described.containers(root)
    )
    return Read(tuple(unit for unit in found if unit is not None))


def _known(node: Node) -> str | None:
    """A literal, or the one that names an image of a registry."""
    if node.tag != objects.EXPRESSION:
        return as_written(node)
    match = _OF_REGISTRY.fullmatch(node.text.strip())
    return match[2] if match is not None else None
