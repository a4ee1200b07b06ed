"""Code blocks of documentation, read as what they show.

Documentation is advice, not a deployment: nothing in it is complete, a placeholder in it is as it
should be, and files of the tree do not fill its variables. `match.is_documentation` tells rules.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from scanner import values
from scanner.deployments import dockerfile, shell, systemd
from scanner.deployments import dotenv as lone_env
from scanner.deployments.compose import file as compose
from scanner.deployments.kubernetes import cluster as kubernetes
from scanner.deployments.kubernetes import resources as kubernetes_resources
from scanner.deployments.model import Deployment
from scanner.errors import ReadError
from scanner.formats import markdown
from scanner.tree.source import FileKind, Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_SHELL = frozenset(
    {"sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "shellscript"}
)


def deployments(source: Source) -> Iterator[Deployment]:
    """What the code blocks of one Markdown file show; a block that does not parse is no advice."""
    for block in markdown.blocks(source.text):
        read = _READERS.get(block.language)
        if read is None or not _MENTIONED.search(block.text):
            continue
        try:
            units = tuple(read(source.uri, block.text))
        except ReadError:
            continue
        yield from (_as_advice(unit) for unit in units)


def _as_advice(unit: Deployment) -> Deployment:
    settings = tuple(
        replace(s, value=None) if s.value and values.is_placeholder(s.value) else s
        for s in unit.settings
    )
    return replace(unit, settings=settings, complete=False)


def _shown(uri: str, kind: FileKind, text: str) -> tuple[Tree, Source]:
    """The block as a file of its own in an empty tree, at its place."""
    source = Source(uri, kind, text.encode())
    return Tree(Path(), (source,)), source


def _of_shell(uri: str, text: str) -> tuple[Deployment, ...]:
    return shell.deployments(*_shown(uri, FileKind.SHELL, markdown.commands(text)))[0]


def _of_yaml(uri: str, text: str) -> tuple[Deployment, ...]:
    tree, source = _shown(uri, FileKind.COMPOSE, text)
    resources = tuple(kubernetes_resources.resources_of(source))
    if resources:
        return tuple(kubernetes.Cluster(resources).units())
    return compose.deployments(tree, source)


def _of_unit(uri: str, text: str) -> tuple[Deployment, ...]:
    return systemd.deployments(*_shown(uri, FileKind.SYSTEMD, text))[0]


def _of_dockerfile(uri: str, text: str) -> tuple[Deployment, ...]:
    built = dockerfile.deployment(_shown(uri, FileKind.DOCKERFILE, text)[1])
    return (built,) if built else ()


def _of_env(uri: str, text: str) -> tuple[Deployment, ...]:
    return (lone_env.deployment(_shown(uri, FileKind.DOTENV, text)[1])[0],)


_READERS: dict[str, Callable[[str, str], tuple[Deployment, ...]]] = {
    **dict.fromkeys(_SHELL, _of_shell),
    **dict.fromkeys(("yaml", "yml", "docker-compose", "compose"), _of_yaml),
    **dict.fromkeys(("dockerfile", "docker"), _of_dockerfile),
    **dict.fromkeys(("env", "dotenv", ".env"), _of_env),
    **dict.fromkeys(("ini", "systemd", "service"), _of_unit),
}
