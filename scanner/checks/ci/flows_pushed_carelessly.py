"""LF-CI-003 flows-pushed-carelessly."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.source import FileKind

_PUSHES = frozenset({"push", "pull", "status", "login"})


@check("LF-CI-003")
def flows_pushed_carelessly(facts: Facts) -> Iterator[Match]:
    """`lfx push` over plain HTTP, or to production from a job that nobody has to approve."""
    for script in facts.scripts:
        if "lfx" not in script.text:
            continue
        for command in script.commands:
            words = [word.text for word in command.words]
            target = _pushed_to(words)
            if values.is_plain_http(target):
                message = "the flows and the API key go over plain HTTP"
                yield Match(message, script.place(command, "lfx"))
    yield from _unapproved(facts)


def _pushed_to(words: Sequence[str]) -> str:
    """The address behind `--target` of a command of lfx that sends the API key."""
    names = [PurePosixPath(word).name for word in words]
    if "lfx" not in names or not _PUSHES & {*names[names.index("lfx") + 1 :][:1]}:
        return ""
    for flag, value in zip(words, [*words[1:], ""], strict=False):
        if flag == "--target":
            return value
        if flag.startswith("--target="):
            return flag.partition("=")[2]
    return ""


_TO_PRODUCTION = re.compile(r"\blfx\s+push\b[^\n]{0,500}--env[= ]+[\"']?prod(?:uction)?\b")


def _unapproved(facts: Facts) -> Iterator[Match]:
    """Jobs without an `environment` that push to production."""
    reviewed = _reviewed_lines(facts)
    for script in facts.scripts:
        if script.source.kind is not FileKind.WORKFLOW:
            continue
        for match in _TO_PRODUCTION.finditer(script.text):
            place = script.at(match.start(), match.end(), "lfx push")
            if place.region.start_line not in reviewed.get(place.uri, ()):
                message = "flows go to production from a job without an environment: nobody has to "
                message += "approve, and every branch may hold the key"
                yield Match(message, place, "no-approval")


def _reviewed_lines(facts: Facts) -> dict[str, set[int]]:
    """The lines of the jobs that have an `environment`, by file."""
    found: dict[str, set[int]] = {}
    for workflow in facts.workflows:
        for job in workflow.jobs:
            if job.has_environment:
                region = job.location.region
                lines = range(region.start_line, region.end_line + 1)
                found.setdefault(workflow.uri, set()).update(lines)
    return found
