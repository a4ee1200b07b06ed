"""Every place of the tree that holds shell commands, with the commands and where they stand.

Scripts, Makefiles, steps of pipelines, instructions of Dockerfiles, blocks of Markdown: whatever
row of `formats` says how. What they start is read with their format; rules about what else they do
ask here.
"""

from collections.abc import Iterator
from dataclasses import replace

from scanner.deployments.formats import BY_KIND
from scanner.deployments.scripts.script import Script
from scanner.errors import ReadError
from scanner.formats import shell
from scanner.tree.source import Source, Tree


def scripts(tree: Tree) -> tuple[Script, ...]:
    """All of them, file by file; a file that cannot be read is named where it is read itself."""
    return tree.once(_scripts)


def _scripts(tree: Tree) -> tuple[Script, ...]:
    found: list[Script] = []
    for source in tree.sources:
        try:
            found.extend(_of(source))
        except ReadError:
            continue
    return tuple(found)


def _of(source: Source) -> Iterator[Script]:
    row = BY_KIND.get(source.kind)
    if row is None or row.scripts is None:
        return
    ours = "langflow" in source.text.lower()
    for one in row.scripts(source):
        if _is_written(one.text):
            yield replace(one, is_about_langflow=ours)


def _is_written(text: str) -> bool:
    """Whether people wrote it: a line over the cap is named where the file is read itself."""
    return all(len(line) <= shell.MAX_LINE for line in text.split("\n"))
