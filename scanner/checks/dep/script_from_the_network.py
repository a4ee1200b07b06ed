"""LF-DEP-029 script-from-the-network."""

import re
from collections.abc import Iterator

from scanner.checks.dep._downloads import Use, uses
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.images.build import Build, Step
from scanner.deployments.scripts.script import Script
from scanner.tree.guards import is_template
from scanner.tree.source import FileKind

_ADDED = re.compile(
    r"https?://\S+\.(?:tar(?:\.\w+)?|t[gbx]z|zip|deb|rpm|whl|jar|sh|run|bin|AppImage)\b"
)


@check("LF-DEP-029")
def script_from_the_network(facts: Facts) -> Iterator[Match]:
    """A download that is run or installed unchecked, in a repository that deploys Langflow."""
    if not facts.deploys_langflow:
        return
    images = {build.uri for build in facts.builds if build.runs_langflow}
    for script in facts.scripts:
        if script.source.kind is not FileKind.MARKDOWN:
            yield from _of_script(script, images)
    for build in facts.builds:
        yield from _added(build)


def _of_script(script: Script, images: set[str]) -> Iterator[Match]:
    image = script.source.kind is FileKind.DOCKERFILE
    for use in uses(script):
        place = script.at(use.start, use.end, "RUN")
        if is_template(place):
            continue
        who = "the build" if image else "the script"
        in_image = script.source.uri in images
        if use.runs:
            message = f"{who} runs a script as the network delivers it, without looking at it"
            yield Match(message, place, "" if in_image else "stack" if image else "script")
        else:
            yield _installed(who, use, script, in_image=in_image)


def _installed(who: str, use: Use, script: Script, *, in_image: bool) -> Match:
    message = f"{who} installs a download that nothing compares with what was meant"
    place = script.at(use.start, use.end, "RUN")
    return Match(message, place, "archive" if in_image else "archive-stack")


def _added(build: Build) -> Iterator[Match]:
    """`ADD https://...` of an archive or a program, without its checksum."""
    for step in build.steps:
        if _is_unchecked(step) and not is_template(step.location):
            message = "the build adds a download that nothing compares with what was meant"
            yield Match(
                message, step.location, "archive" if build.runs_langflow else "archive-stack"
            )


def _is_unchecked(step: Step) -> bool:
    remote = step.name == "ADD" and _ADDED.search(step.arguments)
    return bool(remote) and "--checksum=" not in step.arguments
