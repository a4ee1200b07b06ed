"""What the Terraform of a tree deploys: services that run containers, releases of charts, modules
of others, and what the first script of a machine starts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.assembled import assembled
from scanner.deployments.commands import charts
from scanner.deployments.described import Description
from scanner.deployments.format import Read, Text, Together
from scanner.deployments.hosts import cloud_init
from scanner.deployments.kubernetes import helm
from scanner.deployments.kubernetes.official_charts import release
from scanner.deployments.limits import Budget
from scanner.deployments.model import Deployment, Form
from scanner.deployments.scripts.script import Script, whole
from scanner.deployments.terraform import modules
from scanner.deployments.terraform.containers import CONTAINERS, alone
from scanner.deployments.terraform.modules import Resource, Value
from scanner.errors import ReadError
from scanner.formats.hcl import HEREDOC, Block
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


def scripts(source: Source) -> Iterator[Script]:
    """The first scripts of machines that stand in the file, for rules about commands.

    Raises:
        ReadError: no HCL.
    """
    if not any(name in source.text for name in _SCRIPTS):
        return
    for resource in modules.of_text(source):
        for text in _scripted(resource):
            if text.source.kind is FileKind.SHELL:
                yield whole(text.source)
            elif text.source.kind is FileKind.CLOUD_INIT:
                yield from cloud_init.scripts(text.source)


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
    elif resource.type not in CONTAINERS and _MENTIONED.search(_text_of(resource)):
        yield from _described(resource, budget)
    describe = CONTAINERS.get(resource.type)
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
            text = alone(source.text, heredoc).encode("utf-8", "replace")
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
    texts = list(values.items or [values] if values is not None else ())
    pieces = [_worked_out(resource, one) for one in texts if one.mapping]
    pairs = _set_one_by_one(resource)
    pieces += [charts.tree_of(pairs)] if pairs else []
    chart = release(
        resource.text(resource.block, "chart"),
        resource.text(resource.block, "version"),
        resource.at(resource.block),
        whole=len(pieces) < 2 and all(one.mapping for one in texts),
    )
    for piece in pieces or ([Node({}, 0, 0)] if chart is not None else []):
        yield from helm.units(piece, given, chart=chart)


def _set_one_by_one(resource: Resource) -> list[tuple[str, Node]]:
    """The values of blocks and lists of `set`."""
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
    return pairs


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
