"""Files of variables that commands of clouds take: a mapping in YAML."""

from collections.abc import Callable, Iterator

from scanner.deployments.commands.words import Words
from scanner.deployments.model import Setting
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import Source

_OPTION = "--env-vars-file"


def listed(words: Words, find: Callable[[str], Source | None]) -> Iterator[Setting]:
    """The variables of the file that a command of Google's names, where it is in the tree."""
    for given in words.options(1):
        source = find(given.value) if given.name == _OPTION and given.value else None
        if source is not None:
            yield from variables_of(source)


def variables_of(source: Source) -> Iterator[Setting]:
    """Each name with its value; nothing of a file that is no mapping."""
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return
    lines = Lines(source.text)
    for document in documents:
        for name, node in document.mapping.items():
            start = document.keys.get(name, (node.start, node.end))[0]
            place = Location(source.uri, lines.region(start, max(node.end, start)), name)
            yield Setting(name, node.text or None, place, f"variables of {source.uri}")
