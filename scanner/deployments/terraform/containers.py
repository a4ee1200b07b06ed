"""Terraform's container services of AWS, Google Cloud and Azure (and a few providers more) as
deployments, and what the first script of a machine starts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scanner.deployments import helm
from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.assembled import assembled
from scanner.deployments.commands import charts
from scanner.deployments.described import Description
from scanner.deployments.format import Read, Text, Together
from scanner.deployments.limits import Budget
from scanner.deployments.model import Deployment, Exposure, Form, Setting
from scanner.deployments.server_command import Argument
from scanner.deployments.terraform import modules
from scanner.deployments.terraform.modules import Resource, Value
from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.hcl import EXPRESSION, HEREDOC, Block
from scanner.formats.positions import Lines, Node
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree

_MENTIONED = re.compile(r"langflow", re.IGNORECASE)
_MANIFESTS = ("yaml_body", "manifest", "content", "docker_compose", "compose_file")
_SCRIPTS = ("user_data", "metadata_startup_script", "startup_script", "custom_data")


def together(tree: Tree) -> Together:
    """What the modules of a tree run that is Langflow, and their resources."""
    planned = modules.read(tree)
    return _found(planned.resources, planned.damaged)


def read(_: Tree, source: Source) -> Read:
    """What one text on its own runs.

    Raises:
        ReadError: no HCL.
    """
    found = _found(modules.of_text(source), [])
    return Read(tuple(found.units), texts=tuple(found.texts))


def _found(resources: Sequence[Resource], damaged: Sequence[tuple[Source, ReadError]]) -> Together:
    found = Together(resources=[*resources], damaged=[*damaged])
    try:
        found.units.extend(deployments(resources))
    except ReadError as error:  # the cap on values
        found.damaged.append((resources[0].source, error))
    for resource in resources:
        found.texts.extend(_scripted(resource))
    return found


def deployments(resources: Sequence[Resource]) -> Iterator[Deployment]:
    """What the resources run that is Langflow.

    Raises:
        ReadError: more values than the cap.
    """
    budget = Budget()
    for resource in resources:
        yield from _units(resource, budget)


def _units(resource: Resource, budget: Budget) -> Iterator[Deployment]:
    """The containers that a resource runs, and what the scripts of a machine start."""
    if resource.type == "helm_release":
        yield from _released(resource)
    elif resource.type == "module":
        yield from _called(resource, budget)
    elif resource.type not in _CONTAINERS and _MENTIONED.search(_text_of(resource)):
        yield from _described(resource, budget)
    describe = _CONTAINERS.get(resource.type)
    if describe is None:
        return
    for container in describe(resource):
        settings = tuple(budget.take(container.settings))
        named = any(s.name.startswith("LANGFLOW_") for s in settings)
        image = None
        if container.image is not None:
            value = container.image
            place = replace(value.location, logical_name=value.text or "")
            image = facts.image(value.text or "", place, certain=value.text is not None)
        started = command.server(container.words)
        if not (named or started or (image is not None and image.is_langflow)):
            continue
        yield Deployment(
            name=resource.address,
            form=Form.TERRAFORM,
            uri=resource.source.uri,
            location=image.location if image else resource.at(resource.block, resource.address),
            settings=(
                *(replace(s, name=facts.canonical(s.name, in_langflow=True)) for s in settings),
                *(started.flags if started else ()),
            ),
            image=image,
            complete=container.whole and image is not None,
            is_langflow=True,
            in_stack=True,
            declared_exposure=container.exposure,
        )


def _scripted(resource: Resource) -> Iterator[Text]:
    """What a machine's first script starts, and values of charts, at their places in the file."""
    names = (*_SCRIPTS, *_MANIFESTS, *(("values",) if resource.type == "helm_release" else ()))
    for name in names:
        node = resource.block.attributes.get(name)
        for one in node.items or [node] if node is not None else ():
            found = resource.module.literal(resource.source, one)
            if found is None or found[1].tag != HEREDOC:
                continue
            source, heredoc = found
            kind = FileKind.HELM if name == "values" else _kind_of_script(heredoc.text)
            if name in _MANIFESTS:
                kind = classify("manifest.yaml", heredoc.text.encode("utf-8", "replace"))
            text = _alone(source.text, heredoc).encode("utf-8", "replace")
            yield Text(Source(source.uri, kind, text))


def _kind_of_script(text: str) -> FileKind:
    kind = classify("user-data", text.lstrip().encode("utf-8", "replace"))
    return FileKind.SHELL if kind is FileKind.TEXT else kind


def _released(resource: Resource) -> Iterator[Deployment]:
    """helm_release: the values that it gives, each at its own place."""
    place = resource.at(resource.block).uri
    lines = resource.module.lines[resource.source.uri]
    given = helm.Place(place, lines, resource.address)
    values = resource.block.attributes.get("values")
    for one in values.items or [values] if values is not None else ():
        if one.mapping:
            yield from helm.units(_worked_out(resource, one), given)
    pairs: list[tuple[str, Node]] = []
    for name in ("set", "set_sensitive", "set_list"):
        for block in resource.block.all(name):
            value = resource.value(block, "value")
            pairs.append((resource.text(block, "name"), _as_node(block.attributes, value)))
        listed = resource.block.attributes.get(name)
        for one in listed.items if listed is not None else ():
            key, node = one.get("name"), one.get("value")
            if key is not None and node is not None:
                found = resource.module.value(resource.source, node)
                pairs.append((key.text, Node(found.text, node.start, node.end)))
    if pairs:
        yield from helm.units(charts.tree_of(pairs), given)


def _as_node(attributes: Mapping[str, Node], value: Value | None) -> Node:
    node = attributes.get("value")
    start, end = (node.start, node.end) if node is not None else (0, 0)
    return Node(value.text if value is not None else None, start, end)


def _worked_out(resource: Resource, node: Node) -> Node:
    """An object with the references in it replaced, as far as the files go."""
    if node.mapping:
        children = {name: _worked_out(resource, one) for name, one in node.mapping.items()}
        return Node(children, node.start, node.end, keys=node.keys)
    if node.items:
        return Node([_worked_out(resource, one) for one in node.items], node.start, node.end)
    return Node(resource.module.value(resource.source, node).text, node.start, node.end)


def _text_of(resource: Resource) -> str:
    return resource.source.text[resource.block.start : resource.block.end]


def _described(resource: Resource, budget: Budget) -> Iterator[Deployment]:
    """A resource of any other provider: the containers and variables that it holds."""
    lines = resource.module.lines.setdefault(resource.source.uri, Lines(resource.source.text))
    origin = f"environment of {resource.address}"
    described = Description(resource.source.uri, lines, Form.TERRAFORM, origin, budget=budget)
    for container in described.containers(_as_values(resource, resource.block)):
        unit = assembled(container)
        if unit is not None:
            yield unit


def _as_values(resource: Resource, block: Block) -> Node:
    """A block with those inside it as one mapping; blocks of one type are a list."""
    made = Node({}, block.start, block.end, keys=dict(block.keys))
    values = {name: _worked_out(resource, node) for name, node in block.attributes.items()}
    listed: dict[str, list[Node]] = {}
    for inner in block.blocks:
        listed.setdefault(inner.type, []).append(_as_values(resource, inner))
    for name, nodes in listed.items():
        many = Node([*nodes], nodes[0].start, nodes[-1].end)
        values[name] = nodes[0] if len(nodes) == 1 and "value" not in nodes[0].mapping else many
    made.value = values
    return made


def _called(resource: Resource, budget: Budget) -> Iterator[Deployment]:
    """A module that is not in the tree: the containers among what it is given."""
    lines = resource.module.lines.setdefault(resource.source.uri, Lines(resource.source.text))
    origin = f"what module {resource.name} is given"
    described = Description(resource.source.uri, lines, Form.TERRAFORM, origin, budget=budget)
    given = Node({}, resource.block.start, resource.block.end, keys=resource.block.keys)
    given.value = {
        name: _worked_out(resource, node)
        for name, node in resource.block.attributes.items()
        if name not in {"source", "version"}
    }
    for container in described.containers(given):
        unit = assembled(container)
        if unit is not None:
            yield unit


def _alone(text: str, node: Node) -> str:
    """A heredoc with all before it blanked out, so that its offsets are those of the file."""
    return re.sub(r"[^\n]", " ", text[: node.start]) + node.text


@dataclass(frozen=True)
class _Container:
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


def _ecs(resource: Resource) -> Iterator[_Container]:
    """`container_definitions`: by `jsonencode`, or JSON in a heredoc."""
    node = resource.block.attributes.get("container_definitions")
    found = resource.module.literal(resource.source, node) if node is not None else None
    if found is None:
        return
    source, literal = found
    if literal.tag == HEREDOC:
        try:
            literal = json_.read(_alone(source.text, literal))
        except ReadError:  # a template; what it makes is not in the tree
            return
    module = resource.module
    for one in literal.items or [literal]:
        image = one.get("image")
        pairs = (one.get("environment") or Node([], 0, 0)).items
        hidden = (one.get("secrets") or Node([], 0, 0)).items
        named = [(entry.get("name"), entry.get("value")) for entry in pairs]
        named += [(entry.get("name"), None) for entry in hidden]
        words = [
            module.value(source, word)
            for key in ("entryPoint", "command")
            for word in (one.get(key) or Node([], 0, 0)).items
        ]
        yield _Container(
            module.value(source, image) if image is not None else None,
            tuple(_setting(resource, source, name, value) for name, value in named if name),
            tuple(Argument(word.text, word.location) for word in words),
            whole=one.get("environmentFiles") is None and not any(p.tag for p in pairs),
        )


def _cloud_run(resource: Resource) -> Iterator[_Container]:
    """google_cloud_run_service and its second version: public only by an IAM entry."""
    everybody = any(
        value.text in {"allUsers", "allAuthenticatedUsers"}
        for other in resource.module.resources
        if other.type.startswith("google_cloud_run") and "iam" in other.type
        for name in ("member", "members")
        for value in other.texts(other.block, name)
    )
    exposure = Exposure.PUBLISHED if everybody else Exposure.INTERNAL
    paths = (("template", "containers"), ("template", "spec", "containers"))
    for block in (found for path in paths for found in resource.block.all(*path)):
        yield _Container(
            resource.value(block, "image"),
            tuple(_listed(resource, block, "env")),
            _words(resource, block, "command", "args"),
            whole=not any(block.all("env_from")),
            exposure=exposure,
        )


def _azure_group(resource: Resource) -> Iterator[_Container]:
    public = resource.text(resource.block, "ip_address_type") in {"", "Public"}
    for block in resource.block.all("container"):
        settings = (
            *_mapped(resource, block, "environment_variables"),
            *_mapped(resource, block, "secure_environment_variables"),
        )
        yield _Container(
            resource.value(block, "image"),
            settings,
            _words(resource, block, "commands"),
            whole=True,
            exposure=Exposure.PUBLISHED if public else Exposure.INTERNAL,
        )


def _azure_app(resource: Resource) -> Iterator[_Container]:
    """azurerm_container_app: reached from outside where its ingress is external."""
    external = any(
        resource.text(ingress, "external_enabled") == "true"
        for ingress in resource.block.all("ingress")
    )
    for block in resource.block.all("template", "container"):
        yield _Container(
            resource.value(block, "image"),
            tuple(_listed(resource, block, "env")),
            _words(resource, block, "command", "args"),
            whole=True,
            exposure=Exposure.PUBLISHED if external else Exposure.INTERNAL,
        )


def _azure_web(resource: Resource) -> Iterator[_Container]:
    """azurerm_linux_web_app: always at a public address unless it is told otherwise."""
    stack = next(resource.block.all("site_config", "application_stack"), resource.block)
    private = resource.text(resource.block, "public_network_access_enabled") == "false"
    yield _Container(
        resource.value(stack, "docker_image_name") or resource.value(stack, "docker_image"),
        tuple(_mapped(resource, resource.block, "app_settings")),
        exposure=Exposure.INTERNAL if private else Exposure.PUBLISHED,
    )


def _app_runner(resource: Resource) -> Iterator[_Container]:
    for repository in resource.block.all("source_configuration", "image_repository"):
        image = resource.value(repository, "image_identifier")
        for block in repository.all("image_configuration"):
            yield _Container(
                image,
                tuple(_mapped(resource, block, "runtime_environment_variables")),
                whole=True,
                exposure=Exposure.PUBLISHED,
            )


def _lightsail(resource: Resource) -> Iterator[_Container]:
    public = any(resource.block.all("public_endpoint"))
    for block in resource.block.all("container"):
        yield _Container(
            resource.value(block, "image"),
            tuple(_mapped(resource, block, "environment")),
            _words(resource, block, "command"),
            whole=True,
            exposure=Exposure.PUBLISHED if public else Exposure.INTERNAL,
        )


def _kubernetes(resource: Resource) -> Iterator[_Container]:
    """The Kubernetes provider's workloads."""
    for block in resource.block.all("spec", "template", "spec", "container"):
        yield _Container(
            resource.value(block, "image"),
            tuple(_listed(resource, block, "env")),
            _words(resource, block, "command", "args"),
            whole=not any(block.all("env_from")),
        )


def _docker(resource: Resource) -> Iterator[_Container]:
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
    yield _Container(
        resource.value(resource.block, "image"),
        tuple(
            Setting(name, text, replace(value.location, logical_name=name), origin, value.certain)
            for value, name, equals, text in pairs
            if equals
        ),
        _words(resource, resource.block, "entrypoint", "command"),
        exposure=exposure if ports else Exposure.INTERNAL,
    )


_CONTAINERS: Mapping[str, Callable[[Resource], Iterator[_Container]]] = {
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
