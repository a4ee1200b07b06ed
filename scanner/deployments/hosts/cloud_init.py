"""cloud-init: the files that it writes and the commands that it runs.

Format: https://docs.cloud-init.io/en/latest/reference/yaml_examples/index.html
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.deployments.commands.files import at_place
from scanner.deployments.format import Read, Text
from scanner.deployments.pipelines import other_pipelines
from scanner.deployments.scripts import shell, yaml_scripts
from scanner.deployments.scripts.script import Script, of_words
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Word
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree


def read(tree: Tree, source: Source) -> Read:
    """What the machine runs from its first boot on.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    documents = yaml_.read(source.text)
    texts = tuple(text for document in documents for text in _written(source, lines, document))
    commands = shell.of_scripts(tree, source, _commands(source, lines, documents))
    return other_pipelines.joined([commands, Read(texts=texts)])


def scripts(source: Source) -> Iterator[Script]:
    """The commands of `bootcmd` and `runcmd`, and the scripts that it writes.

    Raises:
        ReadError: no YAML.
    """
    lines = Lines(source.text)
    documents = yaml_.read(source.text)
    yield from _commands(source, lines, documents)
    for document in documents:
        for node, kind in _files(document):
            if kind is FileKind.SHELL:
                yield from yaml_scripts.scripts(source, lines, [node])


def _files(document: Node) -> Iterator[tuple[Node, FileKind]]:
    for entry in (document.get("write_files") or Node([], 0, 0)).items:
        path, content = entry.get("path"), entry.get("content")
        if content is not None and content.text:
            name = PurePosixPath(path.text).name if path is not None and path.text else "x"
            yield content, classify(name, content.text.encode("utf-8", "replace"))


def _written(source: Source, lines: Lines, document: Node) -> Iterator[Text]:
    for node, kind in _files(document):
        start, text = yaml_scripts.written(source.text, node)
        if kind is not FileKind.TEXT:
            first = lines.region(start, start)
            begin = lines.offset(first.start_line, 1)
            yield Text(at_place(source, lines, begin, source.text[begin:start] + text, kind))


def _commands(source: Source, lines: Lines, documents: tuple[Node, ...]) -> Iterator[Script]:
    for document in documents:
        for key in ("bootcmd", "runcmd"):
            for item in (document.get(key) or Node([], 0, 0)).items:
                if item.items:
                    words = tuple(Word(one.text, one.start, one.end) for one in item.items)
                    yield of_words(source, lines, words)
                else:
                    yield from yaml_scripts.scripts(source, lines, [item])
