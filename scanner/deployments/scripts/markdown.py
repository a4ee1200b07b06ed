"""Code blocks of documentation, read as what they show.

Documentation is advice, not a deployment: nothing in it is complete, a placeholder in it is as it
should be, and files of the tree do not fill its variables. `guards.is_documentation` tells rules.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from scanner import values
from scanner.deployments.format import Read, Text
from scanner.deployments.model import Deployment
from scanner.deployments.scripts.script import Script
from scanner.formats import markdown
from scanner.formats.positions import Lines
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_CALLED = re.compile(r"langflow|\blfx\b|/api/v\d/", re.IGNORECASE)
SHELLS = frozenset(
    {"sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "shellscript"}
)
_WINDOWS = {
    "powershell": "block.ps1",
    "pwsh": "block.ps1",
    "ps1": "block.ps1",
    "bat": "block.bat",
    "batch": "block.bat",
    "cmd": "block.bat",
}
_NAMES = {
    **dict.fromkeys(("dockerfile", "docker"), "Dockerfile"),
    **dict.fromkeys(("env", "dotenv", ".env"), ".env"),
    **dict.fromkeys(("ini", "systemd", "service"), "block.service"),
    **dict.fromkeys(("hcl", "terraform", "tf"), "block.tf"),
    **dict.fromkeys(("yaml", "yml"), "block.yaml"),
    **dict.fromkeys(("docker-compose", "compose"), "compose.yaml"),
    "json": "block.json",
    "bicep": "block.bicep",
    **_WINDOWS,
}
"""What the file would be called that a block of this language shows."""


def read(_: Tree, source: Source) -> Read:
    """What the code blocks of one Markdown file show; a block that does not parse is no advice."""
    return Read(texts=tuple(_texts(source)))


def _texts(source: Source) -> Iterator[Text]:
    for block in markdown.blocks(source.text):
        if not _MENTIONED.search(block.text):
            continue
        text = block.text
        if block.language in SHELLS:
            kind, text = FileKind.SHELL, markdown.commands(text)
        elif block.language in _NAMES:
            kind = classify(_NAMES[block.language], text.encode("utf-8", "replace"))
            if kind is FileKind.TEXT and block.language in {"yaml", "yml"}:
                kind = FileKind.COMPOSE  # a part of one: a service, an environment
        else:
            continue
        yield Text(Source(source.uri, kind, text.encode("utf-8", "replace")), _as_advice)


def _as_advice(unit: Deployment) -> Deployment:
    settings = tuple(
        replace(s, value=None) if s.value and values.is_placeholder(s.value) else s
        for s in unit.settings
    )
    return replace(unit, settings=settings, complete=False)


def scripts(source: Source) -> Iterator[Script]:
    """The blocks of shell commands that have to do with Langflow or call its API."""
    text = re.sub(r"\r\n?", "\n", source.text)
    lines = Lines(text)
    for block in markdown.blocks(text):
        if block.language in SHELLS and _CALLED.search(block.text):
            body = block.text.lstrip("\n")
            start = lines.offset(len(block.text) - len(body) + 1, 1)
            yield Script(source, markdown.commands(body), lines, start)
