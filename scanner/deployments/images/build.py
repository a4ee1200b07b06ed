"""What a Dockerfile does, step by step, for rules about builds."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.deployments.model import Deployment, Form
from scanner.errors import ReadError
from scanner.formats import dockerfile
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree


@dataclass(frozen=True, slots=True)
class Variable:
    """`NAME=value` of an ENV or ARG, unquoted, not expanded."""

    name: str
    value: str | None
    """None for an ARG without a default."""
    location: Location


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction of a Dockerfile."""

    name: str
    """Upper case: `COPY`."""
    arguments: str
    """All behind the name, as written."""
    location: Location
    variables: tuple[Variable, ...] = ()
    """Those of an ENV or ARG."""


@dataclass(frozen=True, slots=True)
class Build:
    """One Dockerfile."""

    uri: str
    name: str
    """Of the file."""
    steps: tuple[Step, ...]
    runs_langflow: bool
    """Whether a server of Langflow runs in its image."""


def builds(tree: Tree, units: tuple[Deployment, ...]) -> Iterator[Build]:
    """All Dockerfiles; one that cannot be read is named where it is read as a deployment."""
    ours = {unit.uri for unit in units if unit.is_langflow and unit.form is Form.DOCKERFILE}
    for source in tree.of(FileKind.DOCKERFILE):
        try:
            steps = tuple(_steps(source))
        except ReadError:
            continue
        yield Build(source.uri, source.name, steps, source.uri in ours)


def _steps(source: Source) -> Iterator[Step]:
    for one in dockerfile.read(source.text):
        variables: tuple[Variable, ...] = ()
        if one.name in {"ARG", "ENV"}:
            variables = tuple(
                Variable(pair.name, pair.value, Location(source.uri, pair.region, pair.name))
                for pair in dockerfile.pairs(one, source.lines)
            )
        yield Step(one.name, one.text, source.at(one.start, one.end, one.name), variables)
