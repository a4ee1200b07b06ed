"""Charts that the cluster itself installs: Flux, Argo CD and k3s, with the values they give.

https://fluxcd.io/flux/components/helm/helmreleases/,
https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://docs.k3s.io/helm
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from scanner.tree.source import Tree

_NOTHING = Node({}, 0, 0)
Piece = tuple[Node, helm.Place]
"""Values, and the text that they are in."""
Find = Callable[[str, str, str], Sequence[Piece] | None]
"""The values at a path, or in a ConfigMap under a key; None where they are elsewhere."""


def values_in(tree: Tree | None, resources: Mapping[tuple[str, str], Sequence[Resource]]) -> Find:
    """Where releases of one cluster find values that are not their own."""

    def find(kind: str, name: str, key: str) -> Sequence[Piece] | None:
        if not kind:
            source = tree.get(name.removeprefix("./")) if tree is not None else None
            return tuple(charts.in_file(source)) if source is not None else None
        held = resources.get((kind, name), ()) if kind == "ConfigMap" else ()
        for resource in held:
            node = resource.node.get("data", key)
            return in_text(resource, node) if node is not None else None
        return None

    return find


def units(resource: Resource, find: Find) -> Iterator[Deployment]:
    """What the values of one resource deploy."""
    spec = resource.node.get("spec") or _NOTHING
    match resource.kind:
        case "HelmRelease":
            named = spec.get("chart", "spec") or _NOTHING
            taken = [
                find(text(one, "kind"), text(one, "name"), text(one, "valuesKey") or "values.yaml")
                for one in items(spec, "valuesFrom")
            ]
            chart = _chart(resource, named, "chart", "version", whole=None not in taken)
            own = _plain(resource, spec.get("values"))
            yield from _of(resource, (*(p for one in taken for p in one or ()), *own), chart)
        case "Application":
            yield from _argo(resource, spec, find)
        case "ApplicationSet":
            yield from _argo(resource, spec.get("template", "spec") or _NOTHING, find)
        case "HelmChart" | "HelmChartConfig":
            chart = _chart(resource, spec, "chart", "version", whole=True)
            pieces = (
                *in_text(resource, spec.get("valuesContent")),
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


def _argo(resource: Resource, spec: Node, find: Find) -> Iterator[Deployment]:
    for source in (spec.get("source"), *items(spec, "sources")):
        if source is None:
            continue
        given = source.get("helm") or _NOTHING
        files = [
            find("", re.sub(r"^\$\w+/", "", one.text), "") for one in items(given, "valueFiles")
        ]
        chart = _chart(resource, source, "chart", "targetRevision", whole=None not in files)
        parameters = [
            (text(entry, "name"), value)
            for entry in items(given, "parameters")
            if (value := entry.get("value")) is not None
        ]
        pieces = (
            *(piece for one in files for piece in one or ()),
            *in_text(resource, given.get("values")),
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
    return ((node, _place(resource, resource.lines)),) if node is not None else ()


def _place(resource: Resource, lines: Lines) -> helm.Place:
    return helm.Place(resource.uri, lines, resource.name)


def _paths(resource: Resource, pairs: list[tuple[str, Node]]) -> tuple[Piece, ...]:
    return ((charts.tree_of(pairs), _place(resource, resource.lines)),) if pairs else ()


def in_text(resource: Resource, node: Node | None) -> tuple[Piece, ...]:
    """The values in a text that a resource holds."""
    if node is None or not node.text:
        return ()
    documents, lines = inside(resource, node)
    return tuple((document, _place(resource, lines)) for document in documents)


def _of(resource: Resource, pieces: Sequence[Piece], chart: Release | None) -> Iterator[Deployment]:
    """The units of a release; where its values are in several places, none is all of them."""
    if chart is not None and not pieces:
        pieces = ((_NOTHING, _place(resource, resource.lines)),)
    elif chart is not None and len(pieces) > 1:
        chart = replace(chart, whole=False)
    for values, place in pieces:
        for unit in helm.units(values, place, chart=chart):
            yield replace(unit, in_stack=True)
