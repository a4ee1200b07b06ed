"""Charts that the cluster itself installs: Flux, Argo CD and k3s, with the values they give.

https://fluxcd.io/flux/components/helm/helmreleases/,
https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://docs.k3s.io/helm
"""

from collections.abc import Iterator
from dataclasses import replace

from scanner.deployments.assembled import assembled
from scanner.deployments.commands import charts
from scanner.deployments.described import Description
from scanner.deployments.kubernetes import helm
from scanner.deployments.kubernetes.kustomize import inside
from scanner.deployments.kubernetes.resources import Resource, items, text
from scanner.deployments.model import Deployment, Form
from scanner.formats.positions import Lines, Node


def units(resource: Resource) -> Iterator[Deployment]:
    """What the values of one resource deploy."""
    match resource.kind:
        case "HelmRelease":
            yield from _of(resource, resource.node.get("spec", "values"), resource.lines)
        case "Application":
            yield from _argo(resource, resource.node.get("spec"))
        case "ApplicationSet":
            yield from _argo(resource, resource.node.get("spec", "template", "spec"))
        case "HelmChart" | "HelmChartConfig":
            spec = resource.node.get("spec")
            yield from _in_text(resource, spec.get("valuesContent") if spec else None)
            yield from _of(resource, spec.get("values") if spec else None, resource.lines)
            yield from _set(resource, spec.get("set") if spec else None)
        case "Kustomization" | "Component":
            for chart in items(resource.node, "helmCharts"):
                yield from _of(resource, chart.get("valuesInline"), resource.lines)
        case "Patch":
            described = Description(
                resource.uri, resource.lines, Form.KUBERNETES, "a patch of Kustomize"
            )
            for container in described.containers(resource.node):
                unit = assembled(container)
                yield from (unit,) if unit is not None else ()


def _argo(resource: Resource, spec: Node | None) -> Iterator[Deployment]:
    if spec is None:
        return
    sources = [spec.get("source"), *items(spec, "sources")]
    for source in sources:
        given = source.get("helm") if source is not None else None
        if given is None:
            continue
        yield from _in_text(resource, given.get("values"))
        yield from _of(resource, given.get("valuesObject"), resource.lines)
        pairs = [
            (text(entry, "name"), value)
            for entry in items(given, "parameters")
            if (value := entry.get("value")) is not None
        ]
        if pairs:
            yield from _of(resource, charts.tree_of(pairs), resource.lines)


def _set(resource: Resource, node: Node | None) -> Iterator[Deployment]:
    pairs = list(node.mapping.items()) if node is not None else []
    if pairs:
        yield from _of(resource, charts.tree_of(pairs), resource.lines)


def _in_text(resource: Resource, node: Node | None) -> Iterator[Deployment]:
    if node is None or not node.text:
        return
    documents, lines = inside(resource, node)
    for document in documents:
        yield from _of(resource, document, lines)


def _of(resource: Resource, values: Node | None, lines: Lines) -> Iterator[Deployment]:
    if values is None:
        return
    place = helm.Place(resource.uri, lines, resource.name)
    for unit in helm.units(values, place):
        yield replace(unit, in_stack=True)
