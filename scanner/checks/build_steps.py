"""The instructions of images that run Langflow."""

from scanner.checks.facts import Facts
from scanner.deployments.model import Form
from scanner.errors import ReadError
from scanner.formats import dockerfile
from scanner.formats.dockerfile import Instruction
from scanner.tree.source import Source


def langflow_dockerfiles(facts: Facts) -> frozenset[str]:
    """The Dockerfiles that build an image of Langflow."""
    return frozenset(
        unit.uri for unit in facts.units if unit.is_langflow and unit.form is Form.DOCKERFILE
    )


def instructions_of(source: Source) -> tuple[Instruction, ...]:
    """Those of a Dockerfile; none of one that cannot be read (the readers name it)."""
    try:
        return dockerfile.read(source.text)
    except ReadError:
        return ()  # named where Dockerfiles are read as deployments
