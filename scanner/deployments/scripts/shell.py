"""Shell scripts, Makefiles and Procfiles as deployments: servers and containers that they start."""

import re
from collections.abc import Iterable

from scanner.deployments.commands.runner import Runner
from scanner.deployments.format import Read
from scanner.deployments.model import Exposure
from scanner.deployments.scripts.script import Script, whole
from scanner.formats import shell
from scanner.tree.source import Source, Tree

MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)


def read(tree: Tree, source: Source) -> Read:
    """What a script starts or configures, and the .env files that it hands to containers.

    A file without a word of Langflow is not read.

    Raises:
        ReadError: a line or a number of words over the caps.
    """
    return of_scripts(tree, source, script(source))


def procfile(tree: Tree, source: Source) -> Read:
    """The processes of a Procfile, which its platform publishes."""
    return of_scripts(tree, source, procfile_script(source), exposure=Exposure.PUBLISHED)


def makefile(tree: Tree, source: Source) -> Read:
    """The recipes of a Makefile."""
    return of_scripts(tree, source, makefile_script(source))


def script(source: Source) -> tuple[Script, ...]:
    """A shell script as a whole."""
    return (whole(source),)


def makefile_script(source: Source) -> tuple[Script, ...]:
    """The recipes and variables of a Makefile."""
    return (whole(source, shell.read_makefile),)


def procfile_script(source: Source) -> tuple[Script, ...]:
    """The process types of a Procfile."""
    return (whole(source, shell.read_procfile),)


def of_scripts(
    tree: Tree, source: Source, scripts: Iterable[Script], *, exposure: Exposure | None = None
) -> Read:
    """What the scripts of one file come to.

    Raises:
        ReadError: a line or a number of words over the caps.
    """
    if not MENTIONED.search(source.text):
        return Read()
    found = tuple(scripts)
    for one in found:
        one.parsed  # noqa: B018 - a cap that is hit is reported here, and nowhere else
    return Runner(tree, source, exposure).run(found)
