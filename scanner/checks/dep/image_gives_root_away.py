"""LF-DEP-033 image-gives-root-away."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Command, Script
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_documentation, is_template, is_test
from scanner.tree.source import FileKind

_SUDOERS = re.compile(r"\bNOPASSWD\s*:")
_FOR_ALL = re.compile(r"0?[0-7]{2}[2367]|(?:[ugo]*[ao][ugo]*)?\+[rxX]*w[rwxX]*")
_COPIED = re.compile(r"--chmod=(\S+)")
_PROGRAM = re.compile(r"\.(?:sh|bash|py|pl)$|(?:^|/)s?bin/[^/]+$|(?:^|/)(?:docker-)?entrypoint\b")
_LONGEST = 2_000


@check("LF-DEP-033")
def image_gives_root_away(facts: Facts) -> Iterator[Match]:
    """Sudo without a password, or a program that every account of the image may rewrite."""
    if not facts.deploys_langflow:
        return
    for script in facts.scripts:
        if script.source.kind is FileKind.DOCKERFILE:
            yield from _of_commands(script)
    for build in facts.builds:
        for step in build.steps:
            mode = _COPIED.search(step.arguments) if step.name in {"COPY", "ADD"} else None
            programs = [word for word in step.arguments.split() if _PROGRAM.search(word)]
            if mode and _FOR_ALL.fullmatch(mode[1]) and programs:
                yield from _rewritable(programs[-1], step.location)


def _of_commands(script: Script) -> Iterator[Match]:
    for command in script.commands:
        if not command.words:
            continue
        place = script.place(command, "RUN")
        start = command.words[0].start
        if _SUDOERS.search(script.text[start : max(w.end for w in command.words)][:_LONGEST]):
            if _counts(place):
                message = "the image's account becomes root with sudo and no password: code that a "
                yield Match(message + "flow runs does so too", place)
            continue
        name = _opened(command)
        if name:
            yield from _rewritable(name, place)


def _opened(command: Command) -> str:
    """The program that a `chmod` lets every account write; empty for none."""
    words = [word.text for word in command.words]
    if PurePosixPath(words[0]).name == "sudo":
        words = words[1:]
    if not words or PurePosixPath(words[0]).name != "chmod":
        return ""
    given = [word for word in words[1:] if not re.fullmatch(r"-[a-zA-Z]+|--[\w-]+", word)]
    if not given or not _FOR_ALL.fullmatch(given[0]):
        return ""
    return next((word for word in given[1:] if _PROGRAM.search(word)), "")


def _rewritable(name: str, place: Location) -> Iterator[Match]:
    if _counts(place):
        message = f"every account of the image may rewrite {name}, and whoever runs it next, root "
        yield Match(message + "too, runs what they wrote", place, "writable", fix="chmod 755")


def _counts(place: Location) -> bool:
    """Whether it is an image that runs somewhere, and no developer's own."""
    aside = is_development(place) or is_template(place) or is_documentation(place)
    return not aside and not is_test(place.uri)
