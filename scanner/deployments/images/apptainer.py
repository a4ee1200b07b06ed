"""Definition files of Apptainer (Singularity) as deployments.

Format: https://apptainer.org/docs/user/latest/definition_files.html
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from scanner.deployments import model
from scanner.deployments.commands.runner import Runner
from scanner.deployments.format import Read
from scanner.deployments.model import Form
from scanner.deployments.scripts.script import Script
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import Source, Tree

_FROM = re.compile(r"^from:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_SECTION = re.compile(r"^%(\w++)[^\n]*+\n(?P<body>(?>(?:(?!%\w)[^\n]*+(?:\n|\Z))*))", re.MULTILINE)
_RUN = frozenset({"post", "environment", "runscript", "startscript"})


def read(tree: Tree, source: Source) -> Read:
    """The image that is built on another, with its environment and what it starts.

    Raises:
        ReadError: a line or a number of words over the caps.
    """
    runner = Runner(tree, source)
    found = runner.run(scripts(source))
    lines = Lines(source.text)
    based = _FROM.search(source.text)
    if based is None:
        return found
    place = Location(source.uri, lines.region(based.start(1), based.end(1)), based[1])
    image = model.image(based[1], place)
    started = [unit for unit in found.units if unit.is_langflow]
    unit = replace(
        started[0]
        if started
        else model.Deployment(source.name, Form.DOCKERFILE, source.uri, place),
        image=image,
        location=place,
        settings=tuple({s.location: s for u in found.units for s in u.settings}.values()),
        base_version_location=started[0].base_version_location if started else None,
        is_langflow=image.is_langflow or bool(started),
        in_stack=image.is_langflow or bool(started),
        declared_exposure=None,
    )
    return Read((unit,), found.taken_in, found.texts)


def scripts(source: Source) -> Iterator[Script]:
    """The sections that a shell runs."""
    lines = Lines(source.text)
    for match in _SECTION.finditer(source.text):
        if match[1].lower() in _RUN:
            yield Script(source, match["body"], lines, match.start("body"))
