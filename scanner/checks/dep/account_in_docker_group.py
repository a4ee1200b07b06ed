"""LF-DEP-032 account-in-docker-group."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Command
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

_GROUPS = re.compile(r"(?:^|,)(?:docker|podman|lxd)(?:,|$)")
_FLAGS = re.compile(r"-[a-zA-Z]*G|--groups(?:=.*)?")
_RUNNERS = frozenset({"sudo", "doas", "-E", "-H"})


@check("LF-DEP-032")
def account_in_docker_group(facts: Facts) -> Iterator[Match]:
    """A command that puts an account into the group that controls the container engine."""
    if not facts.deploys_langflow:
        return
    for script in facts.scripts:
        if script.source.kind is FileKind.MARKDOWN or "docker" not in script.text:
            continue
        for command in script.commands:
            place = script.place(command, "docker") if _joins(command) else None
            if place is None or is_template(place):
                continue
            message = "this account becomes root on the host: it may start a container that holds /"
            yield Match(message, place, "dev" if is_development(place) else "")


def _joins(command: Command) -> bool:
    """Whether `usermod`, `useradd`, `gpasswd` or `adduser` names the group."""
    words = [word.text for word in command.words]
    while words and words[0] in _RUNNERS:
        words = words[1:]
    program = PurePosixPath(words[0]).name if words else ""
    rest = words[1:]
    if program in {"usermod", "useradd"}:
        given = (behind for flag, behind in pairwise(rest) if _FLAGS.match(flag))
        inline = (word.partition("=")[2] for word in rest if word.startswith("--groups="))
        return any(_GROUPS.search(names) for names in (*given, *inline))
    if program == "gpasswd":
        return bool({"-a", "--add"} & {*rest}) and _GROUPS.search(rest[-1]) is not None
    joined = [word for word in rest if not word.startswith("-")]
    return program in {"adduser", "addgroup"} and len(joined) == 2 and joined[1] == "docker"
