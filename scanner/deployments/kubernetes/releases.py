"""Charts that the cluster itself installs: Flux, Argo CD and k3s, with the values they give.

https://fluxcd.io/flux/components/helm/helmreleases/,
https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://docs.k3s.io/helm
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.deployments.assembled import assembled
from scanner.deployments.commands import charts
from scanner.deployments.described import Description
from scanner.deployments.kubernetes import helm
from scanner.deployments.kubernetes.kustomize import inside
from scanner.deployments.kubernetes.official_charts import Release, release
from scanner.deployments.kubernetes.resources import Resource, items, text
from scanner.deployments.model import Deployment, Form
from scanner.formats.positions import Lines, Node

_NOTHING = Node({}, 0, 0)
Piece = tuple[Node, Lines]
"""Values, and the text that they are in."""


def units(resource: Resource) -> Iterator[Deployment]:
    """What the values of one resource deploy."""
    spec = resource.node.get("spec") or _NOTHING
    match resource.kind:
        case "HelmRelease":
            named = spec.get("chart", "spec") or _NOTHING
            whole = not items(spec, "valuesFrom")
            chart = _chart(resource, named, "chart", "version", whole=whole)
            yield from _of(resource, _plain(resource, spec.get("values")), chart)
        case "Application":
            yield from _argo(resource, spec)
        case "ApplicationSet":
            yield from _argo(resource, spec.get("template", "spec") or _NOTHING)
        case "HelmChart" | "HelmChartConfig":
            chart = _chart(resource, spec, "chart", "version", whole=True)
            pieces = (
                *_in_text(resource, spec.get("valuesContent")),
                *_plain(resource, spec.get("values")),
                *_paths(resource, list((spec.get("set") or _NOTHING).mapping.items())),
            )
            yield from _of(resource, pieces, chart)
        case "Kustomization" | "Component":
            for entry in items(resource.node, "helmCharts"):
                whole = entry.get("valuesFile") is None
                chart = _chart(resource, entry, "name", "version", whole=whole)
                yield from _of(resource, _plain(resource, entry.get("valuesInline")), chart)
        case "Patch":
            described = Description(
                resource.uri, resource.lines, Form.KUBERNETES, "a patch of Kustomize"
            )
            for container in described.containers(resource.node):
                unit = assembled(container)
                yield from (unit,) if unit is not None else ()


def _argo(resource: Resource, spec: Node) -> Iterator[Deployment]:
    for source in (spec.get("source"), *items(spec, "sources")):
        if source is None:
            continue
        given = source.get("helm") or _NOTHING
        whole = not items(given, "valueFiles")
        chart = _chart(resource, source, "chart", "targetRevision", whole=whole)
        parameters = [
            (text(entry, "name"), value)
            for entry in items(given, "parameters")
            if (value := entry.get("value")) is not None
        ]
        pieces = (
            *_in_text(resource, given.get("values")),
            *_plain(resource, given.get("valuesObject")),
            *_paths(resource, parameters),
        )
        yield from _of(resource, pieces, chart)


def _chart(
    resource: Resource, holder: Node, key: str, version: str, *, whole: bool
) -> Release | None:
    """The official chart that a resource names; None for any other."""
    named = holder.get(key)
    if named is None or not named.text:
        return None
    place = resource.at(named, key, holder.keys.get(key))
    return release(named.text, text(holder, version), place, whole=whole)


def _plain(resource: Resource, node: Node | None) -> tuple[Piece, ...]:
    return ((node, resource.lines),) if node is not None else ()


def _paths(resource: Resource, pairs: list[tuple[str, Node]]) -> tuple[Piece, ...]:
    return ((charts.tree_of(pairs), resource.lines),) if pairs else ()


def _in_text(resource: Resource, node: Node | None) -> tuple[Piece, ...]:
    if node is None or not node.text:
        return ()
    documents, lines = inside(resource, node)
    return tuple((document, lines) for document in documents)


def _of(resource: Resource, pieces: Sequence[Piece], chart: Release | None) -> Iterator[Deployment]:
    """The units of a release; where its values are in several places, none is all of them."""
    if chart is not None and not pieces:
        pieces = ((_NOTHING, resource.lines),)
    elif chart is not None and len(pieces) > 1:
        chart = replace(chart, whole=False)
    for values, lines in pieces:
        place = helm.Place(resource.uri, lines, resource.name)
        for unit in helm.units(values, place, chart=chart):
            yield replace(unit, in_stack=True)
