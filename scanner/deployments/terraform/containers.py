"""Terraform's container services of AWS, Google Cloud and Azure, and a few providers more."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scanner.deployments.model import Exposure, Setting
from scanner.deployments.server_command import Argument
from scanner.deployments.terraform.modules import Resource, Value
from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.hcl import EXPRESSION, HEREDOC, Block
from scanner.formats.positions import Node
from scanner.tree.source import Source


def alone(text: str, node: Node) -> str:
    """A heredoc with all before it blanked out, so that its offsets are those of the file."""
    return re.sub(r"[^\n]", " ", text[: node.start]) + node.text


_FOR_EACH = re.compile(
    r"\[ ?for (?P<key>\w+), ?(?P<value>\w+) in (?P<mapping>[\w.\[\]\"]+) ?: ?\{ ?"
    r"\"?[nN]ame\"? ?[=:] ?(?P=key),? ?\"?[vV]alue\"? ?[=:] ?"
    r"(?:tostring\( ?)?(?P=value) ?\)? ?\} ?\]"
)


@dataclass(frozen=True)
class Container:
    """What a resource says of one container."""

    image: Value | None
    settings: tuple[Setting, ...]
    words: tuple[Argument, ...] = ()
    whole: bool = False
    """Whether the whole environment stands in the file."""
    exposure: Exposure | None = None


def _setting(resource: Resource, source: Source, name: Node, value: Node | None) -> Setting:
    origin = f"environment of {resource.address}"
    if value is None:  # from a secret store
        return Setting(name.text, None, resource.module.at(source, name, name.text), origin)
    found = resource.module.value(source, value, name.text)
    place = replace(found.location, logical_name=name.text)
    return Setting(name.text, found.text, place, origin, found.certain)


def _listed(resource: Resource, block: Block, kind: str) -> Iterator[Setting]:
    """`env { name = ... value = ... }`, once for each variable."""
    for one in block.all(kind):
        name = one.attributes.get("name")
        if name is not None and name.tag != EXPRESSION:
            yield _setting(resource, resource.source, name, one.attributes.get("value"))
    for dynamic in block.blocks:
        each = dynamic.attributes.get("for_each")
        if dynamic.type == "dynamic" and dynamic.labels == (kind,) and each is not None:
            yield from _repeated(resource, each)


def _repeated(resource: Resource, each: Node) -> Iterator[Setting]:
    """`for_each` of a dynamic block: a mapping of names to values, or a list of both."""
    found = resource.module.literal(resource.source, each)
    if found is None:
        return
    source, literal = found
    for key, value in literal.mapping.items():
        start, end = literal.keys[key]
        yield _setting(resource, source, Node(key, start, end), value)
    for item in literal.items:
        name = item.get("name") or item.get("key")
        if name is not None:
            yield _setting(resource, source, name, item.get("value"))


def _mapped(resource: Resource, block: Block, name: str) -> Iterator[Setting]:
    """`environment = { NAME = value }`."""
    node = block.attributes.get(name)
    found = resource.module.literal(resource.source, node) if node is not None else None
    if found is None:
        return
    source, literal = found
    for key, value in literal.mapping.items():
        start, end = literal.keys[key]
        yield _setting(resource, source, Node(key, start, end), value)


def _words(resource: Resource, block: Block, *names: str) -> tuple[Argument, ...]:
    found = (value for name in names for value in resource.texts(block, name))
    return tuple(Argument(value.text, value.location) for value in found)


def _ecs(resource: Resource) -> Iterator[Container]:
    """`container_definitions`: by `jsonencode`, or JSON in a heredoc."""
    node = resource.block.attributes.get("container_definitions")
    found = resource.module.literal(resource.source, node) if node is not None else None
    if found is None:
        return
    source, literal = found
    if literal.tag == HEREDOC:
        try:
            literal = json_.read(alone(source.text, literal))
        except ReadError:  # a template; what it makes is not in the tree
            return
    module = resource.module
    for one in literal.items or [literal]:
        image = one.get("image")
        known = _pairs(resource, source, one.get("environment"))
        pairs, where = known if known is not None else ([], source)
        hidden = (one.get("secrets") or Node([], 0, 0)).items
        named = [(entry.get("name"), entry.get("value")) for entry in pairs]
        words = [
            module.value(source, word)
            for key in ("entryPoint", "command")
            for word in (one.get(key) or Node([], 0, 0)).items
        ]
        yield Container(
            module.value(source, image) if image is not None else None,
            (
                *(_setting(resource, where, name, value) for name, value in named if name),
                *(
                    _setting(resource, source, name, None)
                    for e in hidden
                    if (name := e.get("name"))
                ),
            ),
            tuple(Argument(word.text, word.location) for word in words),
            whole=known is not None
            and one.get("environmentFiles") is None
            and not any(p.tag for p in pairs),
        )


def _pairs(
    resource: Resource, source: Source, node: Node | None
) -> tuple[Sequence[Node], Source] | None:
    """The variables of a definition and the file they are in: a list, a name of one, or all of a
    mapping: `[for k, v in local.environment : { name = k, value = v }]`. None for unknown ones.
    """
    if node is None or node.tag != EXPRESSION:
        return (node.items if node is not None else []), source
    made = _FOR_EACH.fullmatch(" ".join(node.text.split()))
    held = Node(made["mapping"], node.start, node.end, tag=EXPRESSION) if made else node
    found = resource.module.literal(source, held)
    if found is None:
        return None
    if made is None:
        return found[1].items, found[0]
    entries = []
    for name, value in found[1].mapping.items():
        key = Node(name, *found[1].keys.get(name, (value.start, value.end)))
        entries.append(Node({"name": key, "value": value}, key.start, value.end))
    return entries, found[0]


def _cloud_run(resource: Resource) -> Iterator[Container]:
    """google_cloud_run_service and its second version: public only by an IAM entry."""
    everyone = any(
        value.text in {"allUsers", "allAuthenticatedUsers"}
        for other in resource.module.resources
        if other.type.startswith("google_cloud_run") and "iam" in other.type
        for name in ("member", "members")
        for value in other.texts(other.block, name)
    )
    exposure = Exposure.PUBLISHED if everyone else Exposure.INTERNAL
    paths = (("template", "containers"), ("template", "spec", "containers"))
    for block in (found for path in paths for found in resource.block.all(*path)):
        yield Container(
            resource.value(block, "image"),
            tuple(_listed(resource, block, "env")),
            _words(resource, block, "command", "args"),
            whole=not any(block.all("env_from")),
            exposure=exposure,
        )


def _azure_group(resource: Resource) -> Iterator[Container]:
    public = resource.text(resource.block, "ip_address_type") in {"", "Public"}
    for block in resource.block.all("container"):
        settings = (
            *_mapped(resource, block, "environment_variables"),
            *_mapped(resource, block, "secure_environment_variables"),
        )
        yield Container(
            resource.value(block, "image"),
            settings,
            _words(resource, block, "commands"),
            whole=True,
            exposure=Exposure.PUBLISHED if public else Exposure.INTERNAL,
        )


def _azure_app(resource: Resource) -> Iterator[Container]:
    """azurerm_container_app: reached from outside where its ingress is external."""
    external = any(
        resource.text(ingress, "external_enabled") == "true"
        for ingress in resource.block.all("ingress")
    )
    for block in resource.block.all("template", "container"):
        yield Container(
            resource.value(block, "image"),
            tuple(_listed(resource, block, "env")),
            _words(resource, block, "command", "args"),
            whole=True,
            exposure=Exposure.PUBLISHED if external else Exposure.INTERNAL,
        )


def _azure_web(resource: Resource) -> Iterator[Container]:
    """azurerm_linux_web_app: always at a public address unless it is told otherwise."""
    stack = next(resource.block.all("site_config", "application_stack"), resource.block)
    private = resource.text(resource.block, "public_network_access_enabled") == "false"
    yield Container(
        resource.value(stack, "docker_image_name") or resource.value(stack, "docker_image"),
        tuple(_mapped(resource, resource.block, "app_settings")),
        exposure=Exposure.INTERNAL if private else Exposure.PUBLISHED,
    )


def _app_runner(resource: Resource) -> Iterator[Container]:
    for repository in resource.block.all("source_configuration", "image_repository"):
        image = resource.value(repository, "image_identifier")
        for block in repository.all("image_configuration"):
            yield Container(
                image,
                tuple(_mapped(resource, block, "runtime_environment_variables")),
                whole=True,
                exposure=Exposure.PUBLISHED,
            )


def _lightsail(resource: Resource) -> Iterator[Container]:
    public = any(resource.block.all("public_endpoint"))
    for block in resource.block.all("container"):
        yield Container(
            resource.value(block, "image"),
            tuple(_mapped(resource, block, "environment")),
            _words(resource, block, "command"),
            whole=True,
            exposure=Exposure.PUBLISHED if public else Exposure.INTERNAL,
        )


def _kubernetes(resource: Resource) -> Iterator[Container]:
    """The Kubernetes provider's workloads."""
    for block in resource.block.all("spec", "template", "spec", "container"):
        yield Container(
            resource.value(block, "image"),
            tuple(_listed(resource, block, "env")),
            _words(resource, block, "command", "args"),
            whole=not any(block.all("env_from")),
        )


def _docker(resource: Resource) -> Iterator[Container]:
    """The Docker provider's container: published ports bind to all interfaces without `ip`."""
    pairs = (
        (value, *(value.text or "").partition("="))
        for value in resource.texts(resource.block, "env")
    )
    origin = f"environment of {resource.address}"
    ports = [
        resource.text(block, "ip") in {"", "0.0.0.0", "::"}  # noqa: S104 - judged, not bound
        for block in resource.block.all("ports")
    ]
    exposure = Exposure.PUBLISHED if any(ports) else Exposure.LOOPBACK
    yield Container(
        resource.value(resource.block, "image"),
        tuple(
            Setting(name, text, replace(value.location, logical_name=name), origin, value.certain)
            for value, name, equals, text in pairs
            if equals
        ),
        _words(resource, resource.block, "entrypoint", "command"),
        exposure=exposure if ports else Exposure.INTERNAL,
    )


CONTAINERS: Mapping[str, Callable[[Resource], Iterator[Container]]] = {
    "aws_ecs_task_definition": _ecs,
    "aws_apprunner_service": _app_runner,
    "aws_lightsail_container_service_deployment_version": _lightsail,
    "google_cloud_run_service": _cloud_run,
    "google_cloud_run_v2_service": _cloud_run,
    "azurerm_container_group": _azure_group,
    "azurerm_container_app": _azure_app,
    "azurerm_linux_web_app": _azure_web,
    "docker_container": _docker,
    "kubernetes_deployment": _kubernetes,
    "kubernetes_deployment_v1": _kubernetes,
    "kubernetes_stateful_set": _kubernetes,
    "kubernetes_stateful_set_v1": _kubernetes,
}
"""Resources that run containers (the providers' own documentation of 2026)."""
