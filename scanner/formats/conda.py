"""Conda's environment.yml as requirements with offsets, its `pip:` part included.

Format: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import ReadError
from scanner.formats import constraints, requirements, yaml_
from scanner.formats.positions import Node
from scanner.formats.pyproject import constrained
from scanner.formats.requirements import Entry

_SPEC = re.compile(r"(?:[\w./-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>[^\s\[]*)")
_BUILD = re.compile(r"(=[^=]+)=[^=]+$")
_NO_PACKAGES = frozenset({"python", "pip", "pypy", "nodejs", "conda", "mamba"})
"""The interpreter and installers: no index of Python packages knows their versions."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What an environment asks for, by who installs it."""

    conda: tuple[Entry, ...]
    pip: tuple[Entry, ...]


def read(text: str) -> Environment:
    """The entries of all documents.

    Raises:
        ReadError: no YAML.
    """
    conda: list[Entry] = []
    pip: list[Entry] = []
    for document in yaml_.read(text):
        dependencies = document.get("dependencies")
        for item in dependencies.items if dependencies else ():
            listed = item.get("pip")
            if listed is not None:
                pip.extend(entry for one in listed.items for entry in _of_pip(one, text))
            elif item.text:
                conda.extend(_of_conda(item.text, _span(item, text)))
    return Environment(tuple(conda), tuple(pip))


def spec(text: str, span: tuple[int, int]) -> tuple[Entry, ...]:
    """One package as `conda install` takes it: `channel::name=1.2=build`, `name>=1.2`."""
    return tuple(_of_conda(text, span))


def _of_conda(text: str, span: tuple[int, int]) -> Iterator[Entry]:
    found = _SPEC.match(text.strip())
    if not found:
        yield requirements.Unparsed(*span)
        return
    name = found.group("name").lower()
    if name in _NO_PACKAGES or name.startswith("_"):
        return
    version = found.group("version") or text.strip()[found.end() :].strip().partition(" ")[0]
    written = _BUILD.sub(r"=\1", version)
    yield constrained(name, constraints.of_conda(written), written, span)


def _of_pip(node: Node, text: str) -> Iterator[Entry]:
    start, _ = _span(node, text)
    if not node.text:
        raise ReadError("a pip requirement that is no text")
    for entry in requirements.read(node.text):
        yield requirements.moved(entry, start)


def _span(node: Node, text: str) -> tuple[int, int]:
    """Offsets of a scalar's content, its quotes left out."""
    quoted = text[node.start : node.start + 1] in {'"', "'"}
    start = node.start + int(quoted)
    return start, max(start, node.end - int(quoted))
