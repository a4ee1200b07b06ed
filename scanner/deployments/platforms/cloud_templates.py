"""Templates of clouds: CloudFormation, task definitions of ECS, ARM templates and Bicep.

Parameters count with their defaults; what the cloud works out when it deploys is unknown.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from scanner.deployments.assembled import assembled
from scanner.deployments.described import Description, as_written
from scanner.deployments.format import Read
from scanner.deployments.model import Deployment, Exposure, Form
from scanner.errors import ReadError
from scanner.formats import json_, objects, yaml_
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_SUBSTITUTE = re.compile(r"\$\{([\w.:]+)\}")
_ARM_PARAMETER = re.compile(r"\[parameters\('(\w+)'\)\]")
_BICEP = re.compile(
    r"^[ \t]*(?:resource|module)[ \t]+\w+[ \t]+'[^'\n]*'[^\n{]*(?=\{)", re.MULTILINE
)
_BICEP_PARAMETER = re.compile(
    r"^[ \t]*(?:param[ \t]+(\w+)[ \t]+\w+|var[ \t]+(\w+))[ \t]*=[ \t]*(?='|\d|true|false)",
    re.MULTILINE,
)
_BICEP_PART = re.compile(r"\$\{(\w+)\}")
_PUBLIC = frozenset({"public", "internet-facing", "true", "enabled"})


def cloud_formation(_: Tree, source: Source) -> Read:
    """The containers of a CloudFormation template, in YAML or JSON.

    Raises:
        ReadError: neither.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    roots = _documents(source)
    parameters: dict[str, str] = {}
    for root in roots:
        for name, node in (root.get("Parameters") or Node({}, 0, 0)).mapping.items():
            default = node.get("Default")
            if default is not None and as_written(default) is not None:
                parameters[name] = as_written(default) or ""

    def resolve(node: Node) -> str | None:
        return _of_formation(node, parameters)

    return Read(tuple(_units(source, roots, "environment of the template", resolve)))


def _of_formation(node: Node, parameters: Mapping[str, str]) -> str | None:
    """A scalar with the defaults of parameters in it; an attribute of a resource stays a name."""
    if node.tag == "!Ref" or node.get("Ref") is not None:
        named = node.text or (node.get("Ref") or node).text
        return parameters.get(named)
    held = node.get("Fn::Sub")
    text = held.text if held is not None else node.text
    if held is None and node.tag not in {"", "!Sub"}:
        return None
    if held is None and node.tag == "":
        return as_written(node)
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        name = match[1]
        if name in parameters:
            return parameters[name]
        unknown = unknown or "." not in name  # an attribute of a resource is no secret
        return name.replace(":", "-")

    made = _SUBSTITUTE.sub(value, text)
    return None if unknown else made


def task_definition(_: Tree, source: Source) -> Read:
    """The containers of an ECS task definition.

    Raises:
        ReadError: not JSON.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    root = json_.read(json_.without_comments(source.text))
    return Read(tuple(_units(source, (root,), "environment of the task", as_written)))


def arm(_: Tree, source: Source) -> Read:
    """The containers of an Azure Resource Manager template.

    Raises:
        ReadError: not JSON.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    root = json_.read(json_.without_comments(source.text))
    given: dict[str, str] = {}
    for name, node in (root.get("parameters") or Node({}, 0, 0)).mapping.items():
        default = node.get("defaultValue")
        if default is not None and as_written(default) is not None:
            given[name] = as_written(default) or ""

    def resolve(node: Node) -> str | None:
        match = _ARM_PARAMETER.fullmatch(node.text)
        return given.get(match[1]) if match else as_written(node)

    units = _units(source, (root,), "environment of the template", resolve)
    public = _azure_exposure(root)
    return Read(tuple(replace(unit, declared_exposure=public) for unit in units))


def bicep(_: Tree, source: Source) -> Read:
    """The containers of a Bicep file.

    Raises:
        ReadError: over the caps.
    """
    if not _MENTIONED.search(source.text):
        return Read()
    given: dict[str, str] = {}
    for match in _BICEP_PARAMETER.finditer(source.text):
        default = as_written(objects.read(source.text, match.end()))
        if default is not None:
            given[match[1] or match[2]] = default

    def resolve(node: Node) -> str | None:
        return _of_bicep(node, given)

    roots = tuple(objects.objects(source.text, _BICEP))
    found: list[Deployment] = []
    for root in roots:
        public = _azure_exposure(root)
        units = _units(source, (root,), "environment of the resource", resolve)
        found.extend(replace(unit, declared_exposure=public) for unit in units)
    return Read(tuple(found))


def _of_bicep(node: Node, given: Mapping[str, str]) -> str | None:
    if node.tag != objects.EXPRESSION:
        return as_written(node)
    if node.text in given:
        return given[node.text]
    if not _BICEP_PART.search(node.text):
        return None
    made = _BICEP_PART.sub(lambda match: given.get(match[1], "\ue000"), node.text)
    return None if "\ue000" in made or "${" in made else made


def _documents(source: Source) -> tuple[Node, ...]:
    if source.text.lstrip().startswith("{"):
        return (json_.read(source.text),)
    return yaml_.read(source.text)


def _units(
    source: Source,
    roots: tuple[Node, ...],
    origin: str,
    resolve: Callable[[Node], str | None],
) -> Iterator[Deployment]:
    lines = Lines(source.text)
    for root in roots:
        described = Description(source.uri, lines, Form.PLATFORM, origin, resolve)
        for container in described.containers(root):
            unit = assembled(container)
            if unit is not None:
                yield unit


def _azure_exposure(root: Node) -> Exposure:
    """Whether a container group has a public address, or an app an external ingress."""
    for node in root.walk():
        address = node.get("ipAddress", "type")
        external = node.get("ingress", "external")
        for said in (address, external):
            if said is not None and (as_written(said) or "").lower() in _PUBLIC:
                return Exposure.PUBLISHED
    return Exposure.UNKNOWN


def described_values(_: Tree, source: Source) -> Read:
    """Containers in values whose tool is not known: JSON or YAML that names Langflow's image.

    A file that cannot be read is some other format, and not reported.
    """
    try:
        roots = _documents(source)
    except ReadError:
        return Read()
    return Read(tuple(_units(source, roots, "variables next to the image", as_written)))
