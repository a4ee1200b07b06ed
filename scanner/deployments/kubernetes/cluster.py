"""Kubernetes manifests as deployments: one for each container, with what its pod takes in.

ConfigMaps, Secrets, Services and Ingresses are looked up in the whole tree, beside the workload
first. Kustomize overlays are read as plain manifests; a workload that is written in several places
is never taken for complete. A file with `{{` that is no YAML is a template, and no error.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.assembled import configures_server
from scanner.deployments.format import Read, Together
from scanner.deployments.kubernetes import chart, kustomize, releases
from scanner.deployments.kubernetes.pods import arguments, how_exposed, mounts, replicas, security
from scanner.deployments.kubernetes.resources import (
    IN_ENV,
    WORKLOADS,
    Resource,
    backends,
    data,
    expanded,
    is_internal,
    is_plain,
    items,
    related,
    resources_of,
    text,
)
from scanner.deployments.limits import MAX_RESOURCES, Budget
from scanner.deployments.model import (
    PLAIN_INGRESS,
    Deployment,
    Form,
    Option,
    Setting,
)
from scanner.errors import ReadError
from scanner.formats.positions import Node
from scanner.model.place import Location
from scanner.tree.guards import is_example
from scanner.tree.source import FileKind, Source, Tree

_TEMPLATED = re.compile(r"\{\{|\{%|<%|\$\{\{|\ue000")
_DOORS = ("Ingress", "Route", "HTTPRoute")
"""What leads from outside to a service; Routes are OpenShift's, HTTPRoutes the Gateway API's."""


def read(_: Tree, source: Source) -> Read:
    """The resources of one text on its own.

    Raises:
        ReadError: no YAML.
    """
    return Read(tuple(Cluster(tuple(resources_of(source))).units()))


def together(tree: Tree) -> Together:
    """What the manifests of the tree deploy, and the manifests that are no YAML."""
    resources: list[Resource] = []
    errors: list[tuple[Source, ReadError]] = []
    charts = chart.rendered(tree)
    plain = chart.without(tree.of(FileKind.KUBERNETES), charts.templates)
    for source in related(tuple(plain)):
        try:
            found = tuple(resources_of(source))
            if len(resources) + len(found) > MAX_RESOURCES:
                raise ReadError(f"more than {MAX_RESOURCES} resources beside Langflow's")
        except ReadError as error:
            if not _TEMPLATED.search(source.text):
                errors.append((source, error))
            continue
        resources.extend(found)
    resources.extend(charts.resources)
    cluster = Cluster([*resources, *kustomize.made(tree, resources)], tree)
    units = list(cluster.units())
    for uri, refused in cluster.errors.items():
        source_of = tree.get(uri)
        if source_of is not None:
            errors.append((source_of, refused))
    return Together(units, damaged=errors, notes=charts.notes)


@dataclass
class Cluster:
    """Resources that may refer to each other."""

    resources: Sequence[Resource]
    tree: Tree | None = None
    errors: dict[str, ReadError] = field(default_factory=dict)
    """What could not be put together, by file."""
    budget: Budget = field(default_factory=Budget)
    _data: dict[int, dict[str, Setting]] = field(default_factory=dict)

    def units(self) -> Iterator[Deployment]:
        """The containers of Langflow and of what is deployed beside it; then settings alone."""
        containers: list[Deployment] = []
        for one in self._of(*WORKLOADS):
            try:
                containers.extend(self._containers(one))
            except ReadError as error:
                self.errors[one.uri] = error
        found = list(kustomize.apply(containers, kustomize.replaced(self.resources)))
        find = releases.values_in(self.tree, self._by_name)
        for one in self.resources:
            found.extend(releases.units(one, find))
        folders = {PurePosixPath(unit.uri).parent for unit in found if unit.is_langflow}
        for unit in found:
            if PurePosixPath(unit.uri).parent in folders:
                yield replace(unit, in_stack=True)
        used = {setting.location for unit in found for setting in unit.settings}
        yield from self._alone(used)

    def _alone(self, used: set[Location]) -> Iterator[Deployment]:
        """ConfigMaps and Secrets with settings of Langflow that no workload here takes."""
        for resource in self._of("ConfigMap", "Secret"):
            try:
                settings = tuple(s for s in self._held(resource) if s.location not in used)
            except ReadError as error:
                self.errors[resource.uri] = error
                continue
            if any(s.name.startswith("LANGFLOW_") for s in settings):
                yield Deployment(
                    name=resource.name,
                    form=Form.KUBERNETES,
                    uri=resource.uri,
                    location=resource.anchor,
                    settings=settings,
                    is_langflow=True,
                    in_stack=True,
                )

    def _of(self, *kinds: str) -> list[Resource]:
        return [resource for kind in kinds for resource in self._by_kind.get(kind, ())]

    @cached_property
    def _by_kind(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.kind, []).append(resource)
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Resource]]:
        found: dict[tuple[str, str], list[Resource]] = {}
        for resource in self.resources:
            found.setdefault((resource.kind, resource.name), []).append(resource)
        return found

    @cached_property
    def _by_label(self) -> dict[tuple[str, str], list[tuple[dict[str, str], Resource]]]:
        """The services by the first label that they select."""
        found: dict[tuple[str, str], list[tuple[dict[str, str], Resource]]] = {}
        for service in self._of("Service"):
            selector = service.node.get("spec", "selector")
            wanted = {n: v.text for n, v in selector.mapping.items()} if selector else {}
            if wanted:
                found.setdefault(next(iter(wanted.items())), []).append((wanted, service))
        return found

    @cached_property
    def _led_to(self) -> dict[str, list[Resource]]:
        """The ingresses and routes by the services that they lead to."""
        found: dict[str, list[Resource]] = {}
        for door in self._of(*_DOORS):
            for name in backends(door):
                found.setdefault(name, []).append(door)
        return found

    def _find(self, kind: str, name: str, near: Resource) -> Resource | None:
        """The resource of that name: in the same file, the same folder, or the only one."""
        named = self._by_name.get((kind, name), [])
        folder = PurePosixPath(near.uri).parent
        for chosen in (
            [one for one in named if one.uri == near.uri],
            [one for one in named if PurePosixPath(one.uri).parent == folder],
            named,
        ):
            if chosen:
                return chosen[0] if len(chosen) == 1 else None
        return None

    def _held(self, resource: Resource) -> tuple[Setting, ...]:
        """The entries of a ConfigMap or Secret, read once."""
        if id(resource) not in self._data:
            self._data[id(resource)] = {s.name: s for s in self.budget.take(data(resource))}
        return tuple(self._data[id(resource)].values())

    def _by_key(self, resource: Resource) -> Mapping[str, Setting]:
        self._held(resource)
        return self._data[id(resource)]

    def _containers(self, workload: Resource) -> Iterator[Deployment]:
        pod = workload.node.get(*WORKLOADS[workload.kind])
        if pod is None:
            return
        twin = len(self._by_name.get((workload.kind, workload.name), ())) > 1
        entrances = tuple(self._entrances(workload, pod))
        exposure = how_exposed(workload, entrances)
        options = (*entrances, *replicas(workload), *self._pod_options(workload, pod))
        containers = [*items(pod, "initContainers"), *items(pod, "containers")]
        for container in {id(node): node for node in containers}.values():
            unit = self._container(workload, pod, container)
            yield replace(
                unit,
                complete=unit.complete and not twin,
                declared_exposure=exposure,
                options=(*options, *unit.options),
            )

    def _container(self, workload: Resource, pod: Node, container: Node) -> Deployment:
        name = text(container, "name") or workload.name
        image_node = container.get("image")
        reference = image_node.text if image_node else ""
        image = None
        if image_node and reference:
            certain = not _TEMPLATED.search(reference) and "$" not in reference
            place = workload.at(image_node, reference)
            plain = reference.replace("\ue000", "")
            image = facts.image(plain, place, certain=certain)
        taken, readable = self._environment(workload, container)
        words = tuple(arguments(workload, container))
        started = command.server(words)
        ports = {text(port, "containerPort") for port in items(container, "ports")}
        named = any(s.name.startswith("LANGFLOW_") for s in taken)
        is_langflow = (
            (image is not None and image.is_langflow)
            or started is not None
            or (named and str(facts.PORT) in ports)
            or (not reference and configures_server(tuple(taken)))  # a patch of a workload
        )
        return Deployment(
            name=workload.name or name,
            form=Form.KUBERNETES,
            uri=workload.uri,
            location=image.location if image else workload.anchor,
            settings=(
                *(replace(s, name=facts.canonical(s.name, in_langflow=is_langflow)) for s in taken),
                *(started.flags if started else ()),
            ),
            image=image,
            mounts=tuple(mounts(workload, pod, container)),
            options=(
                *security(workload, pod, container),
                *(Option("command", word.text or "", word.location) for word in words),
            ),
            complete=readable and image is not None and not is_example(workload.uri),
            is_langflow=is_langflow,
        )

    def _environment(self, workload: Resource, container: Node) -> tuple[list[Setting], bool]:
        """What a container's environment holds, and whether all of it is in the tree."""
        found: list[Setting] = []
        readable = True
        for entry in items(container, "envFrom"):
            prefix = text(entry, "prefix")
            for key, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                if entry.get(key) is None:
                    continue
                resource = self._find(kind, text(entry, key, "name"), workload)
                readable = readable and resource is not None
                given = self._held(resource) if resource else ()
                found.extend(replace(s, name=prefix + s.name) for s in self.budget.take(given))
        known = {setting.name: setting.value for setting in found}
        for entry in self.budget.take(items(container, "env")):
            setting = self._variable(workload, entry, known)
            known[setting.name] = setting.value
            found.append(setting)
        return found, readable

    def _variable(
        self, workload: Resource, entry: Node, known: Mapping[str, str | None]
    ) -> Setting:
        name, value = text(entry, "name"), entry.get("value")
        origin = f"{IN_ENV} of {workload.kind} {workload.name}"
        if value is not None:
            place = workload.at(value, name, entry.keys.get("value"))
            return Setting(name, expanded(value.text, known), place, origin)
        for key, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            reference = entry.get("valueFrom", key)
            if reference is None:
                continue
            resource = self._find(kind, text(reference, "name"), workload)
            wanted = text(reference, "key")
            if resource and wanted in self._by_key(resource):
                return replace(self._by_key(resource)[wanted], name=name)
        return Setting(name, None, workload.at(entry, name), origin)

    def _entrances(self, workload: Resource, pod: Node) -> Iterator[Option]:
        """What lets the outside in: services, ingresses, the host's network and ports."""
        if text(pod, "hostNetwork") == "true":
            holder = pod.keys.get("hostNetwork")
            node = pod.get("hostNetwork") or pod
            yield Option("hostNetwork", "true", workload.at(node, "hostNetwork", holder))
        for container in items(pod, "containers"):
            for port in items(container, "ports"):
                host = port.get("hostPort")
                if host and text(port, "hostIP") not in {"127.0.0.1", "::1"}:
                    place = workload.at(host, "hostPort", port.keys.get("hostPort"))
                    yield Option("hostPort", host.text, place)
        for service in self._services(workload):
            kind = text(service.node, "spec", "type")
            if kind in {"LoadBalancer", "NodePort"} and not is_internal(service):
                yield Option("service", kind, service.key("spec", "type"))
            for ingress in self._led_to.get(service.name, ()):
                if not is_internal(ingress):
                    yield Option("ingress", ingress.name, ingress.anchor)
                    if is_plain(ingress):
                        yield Option(PLAIN_INGRESS, ingress.name, ingress.anchor)

    def _services(self, workload: Resource) -> Iterator[Resource]:
        """The services that select the workload's pods, of its own folder or its only ones."""
        path = WORKLOADS[workload.kind][:-1]
        labels = workload.node.get(*path, "metadata", "labels") or Node({}, 0, 0)
        own = {name: value.text for name, value in labels.mapping.items()}
        for label in own.items():
            for wanted, service in self._by_label.get(label, ()):
                near = self._find("Service", service.name, workload)
                if wanted.items() <= own.items() and near is service:
                    yield service

    def _pod_options(self, workload: Resource, pod: Node) -> Iterator[Option]:
        """Whether the pod gets a service account's token; `default` where nothing says so."""
        token = "automountServiceAccountToken"  # noqa: S105 - the field's name
        child = pod.get(token)
        if child is not None:
            yield Option(token, child.text, workload.at(child, token, pod.keys.get(token)))
            return
        name = text(pod, "serviceAccountName") or "default"
        account = self._find("ServiceAccount", name, workload)
        if account is not None and account.node.get(token) is not None:
            yield Option(token, text(account.node, token), account.key(token))
        elif account is not None or name == "default":
            yield Option(token, "default", workload.anchor)
