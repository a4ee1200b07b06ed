"""Batch and PowerShell files as deployments."""

from scanner.deployments.format import Read
from scanner.deployments.scripts import shell
from scanner.deployments.scripts.script import Script, whole
from scanner.formats import windows
from scanner.tree.source import Source, Tree


def read(tree: Tree, source: Source) -> Read:
    """What the script starts or configures.

    Raises:
        ReadError: a line or a number of words over the caps.
    """
    return shell.of_scripts(tree, source, scripts(source))


def scripts(source: Source) -> tuple[Script, ...]:
    """The file as a whole."""
    power = source.name.lower().endswith((".ps1", ".psm1"))
    return (whole(source, windows.read_powershell if power else windows.read_batch),)
