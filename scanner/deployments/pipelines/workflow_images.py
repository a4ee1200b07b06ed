"""The images that GitHub workflows run: containers of jobs, services, and actions by image.

Syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from collections.abc import Iterator

from scanner.deployments import model as facts
from scanner.deployments.model import Image
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_DOCKER = "docker://"


def images(tree: Tree) -> Iterator[Image]:
    """Those whose reference stands in the file as it is used."""
    for source in tree.of(FileKind.WORKFLOW):
        if "langflow" not in source.text.lower():
            continue
        try:
            documents = yaml_.read(source.text)
        except ReadError:
            continue  # a workflow that is no YAML cannot run
        lines = Lines(source.text)
        for document in documents:
            for job in (document.get("jobs") or Node({}, 0, 0)).mapping.values():
                for node in _references(job):
                    if node.text and "${{" not in node.text:
                        yield _image(source, lines, node)


def _references(job: Node) -> Iterator[Node]:
    container = job.get("container")
    if container is not None:
        yield container.get("image") or container
    for service in (job.get("services") or job).mapping.values():
        image = service.get("image")
        if image is not None:
            yield image
    for step in (job.get("steps") or job).items:
        uses = step.get("uses")
        if uses is not None and uses.text.startswith(_DOCKER):
            yield uses


def _image(source: Source, lines: Lines, node: Node) -> Image:
    quoted = int(source.text[node.start : node.start + 1] in {'"', "'"})
    region = lines.region(node.start + quoted, node.end - quoted)
    reference = node.text.removeprefix(_DOCKER)
    return facts.image(reference, Location(source.uri, region, reference))
