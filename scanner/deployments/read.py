"""All deployments of the tree, from every format, and the files that could not be read."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from scanner.deployments import dockerfile, helm, markdown, shell, systemd
from scanner.deployments import dotenv as lone_env
from scanner.deployments import platforms as paas
from scanner.deployments.compose import projects as compose_projects
from scanner.deployments.kubernetes import cluster as kubernetes
from scanner.deployments.model import Deployment, Exposure, Form
from scanner.deployments.proxies import read as proxies
from scanner.deployments.terraform import containers as terraform_containers
from scanner.deployments.terraform import modules as terraform
from scanner.deployments.terraform.modules import Resource
from scanner.errors import ReadError
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree


@dataclass(frozen=True)
class Deployments:
    """Units in the order of their claim on a setting: services, then images, then lone files."""

    units: tuple[Deployment, ...]
    resources: tuple[Resource, ...]
    """Terraform's, of the modules that have to do with Langflow."""
    notifications: tuple[Notification, ...]


_READING = threading.Lock()

_Found = tuple[Iterable[Deployment], Iterable[str]]
"""Units of a file, and the .env files that they take in."""


def _built(tree: Tree, source: Source) -> _Found:
    built = dockerfile.deployment(source)
    if built and paas.is_space(tree, source):
        built = replace(built, declared_exposure=Exposure.PUBLISHED)
    return ((built,) if built else ()), ()


def _shown(_: Tree, source: Source) -> _Found:
    return tuple(markdown.deployments(source)), ()


_READERS: tuple[tuple[FileKind, str, Callable[[Tree, Source], _Found]], ...] = (
    (FileKind.HELM, "a chart's values", helm.deployments),
    (FileKind.SYSTEMD, "a systemd unit", systemd.deployments),
    (FileKind.RENDER, "a Render blueprint", paas.render),
    (FileKind.FLY, "a Fly configuration", paas.fly),
    (FileKind.RAILWAY, "a Railway configuration", paas.railway),
    (FileKind.SHELL, "a shell script", shell.deployments),
    (FileKind.MAKEFILE, "a Makefile", shell.deployments),
    (FileKind.PROCFILE, "a Procfile", shell.deployments),
    (FileKind.DOCKERFILE, "a Dockerfile", _built),
    (FileKind.WORKFLOW, "a workflow", paas.workflow),
    (FileKind.MARKDOWN, "Markdown", _shown),
    (FileKind.NGINX, "an nginx configuration", proxies.check_readable),
    (FileKind.CADDYFILE, "a Caddyfile", proxies.check_readable),
    (FileKind.TRAEFIK, "a configuration of Traefik", proxies.check_readable),
)


def deployments(tree: Tree) -> Deployments:
    """Every deployment of the tree, read once."""
    with _READING:
        return _deployments(tree)


@lru_cache(maxsize=1)
def _deployments(tree: Tree) -> Deployments:
    units: list[Deployment] = []
    notes: list[Notification] = []
    taken_in: set[str] = set()
    composed = compose_projects.deployments(tree)
    units.extend(composed.units)
    taken_in |= composed.taken_in
    notes.extend(_not_parsed(source, error, "a Compose file") for source, error in composed.damaged)
    planned = terraform.read(tree)
    try:
        units.extend(terraform_containers.deployments(planned.resources))
    except ReadError as error:  # the cap on values
        notes.append(_not_parsed(planned.resources[0].source, error, "Terraform"))
    notes.extend(_not_parsed(source, error, "Terraform") for source, error in planned.damaged)
    workloads, damaged = kubernetes.deployments(tree)
    units.extend(workloads)
    notes.extend(_not_parsed(source, error, "a Kubernetes manifest") for source, error in damaged)
    for kind, what, read in _READERS:
        for source in tree.of(kind):
            try:
                found, env_files = read(tree, source)
            except ReadError as error:
                notes.append(_not_parsed(source, error, what))
                continue
            units.extend(found)
            taken_in.update(env_files)
    for source in tree.of(FileKind.DOTENV):
        unit, bad_lines = lone_env.deployment(source)
        notes.extend(_bad_line(source, line) for line in bad_lines)
        if source.uri not in taken_in:
            units.append(unit)
    return Deployments(tuple(_without_overridden(units)), tuple(planned.resources), tuple(notes))


def _without_overridden(units: list[Deployment]) -> Iterator[Deployment]:
    """The units, where an image that a service builds no longer speaks of what the service sets."""
    set_by_service: dict[str, set[str]] = {}
    for unit in units:
        if unit.built_from:
            set_by_service.setdefault(unit.built_from, set()).update(s.name for s in unit.settings)
    for unit in units:
        overridden = set_by_service.get(unit.uri)
        if unit.form is Form.DOCKERFILE and overridden is not None:
            kept = tuple(s for s in unit.settings if s.name not in overridden)
            yield replace(unit, settings=kept, complete=False)
        else:
            yield unit


def _not_parsed(source: Source, error: ReadError, what: str) -> Notification:
    words = f"{source.uri}:{error.line or 1} could not be read as {what}: {error}; mend the file, "
    words += "or exclude it if it is something else"
    return Notification(Level.WARNING, "file-not-parsed", words, source.uri, error.line)


def _bad_line(source: Source, line: int) -> Notification:
    words = f"{source.uri}:{line} is no NAME=value and was not read as a setting; mend the line"
    return Notification(Level.WARNING, "line-not-parsed", words, source.uri, line)
