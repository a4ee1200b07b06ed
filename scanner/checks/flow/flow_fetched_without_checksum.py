"""LF-FLOW-040 flow-fetched-without-checksum."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scanner.checks.conditions import given
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.images.build import Build
from scanner.deployments.model import DOWNLOADED_FLOW
from scanner.deployments.scripts.script import Command, Script
from scanner.model.place import Location
from scanner.tree.source import FileKind

_CHECKED = re.compile(r"\b(?:sha\d+sum|shasum|md5sum|openssl\s+dgst|cosign|minisign|gpgv?)\b")


_AT_COMMIT = re.compile(r"^https://.*[/=@][0-9a-f]{40}(?:[/?]|$)")


_ADDED = re.compile(r"(?P<url>https?://\S{1,2000}+)\s++(?P<target>\S++)\s*+$")


_SENDS = frozenset(
    {"-d", "-F", "-T", "-X", "--data", "--data-binary", "--data-raw", "--form", "--upload-file"}
    | {"--json", "--request", "--post-data", "--post-file"}
)


_TARGETS = frozenset({"-o", "--output", "--output-document", "-P", "--directory-prefix"})


_MANIFESTS = frozenset({"package.json", "package-lock.json", "tsconfig.json", "components.json"})


@check("LF-FLOW-040")
def flow_fetched_without_checksum(facts: Facts) -> Iterator[Match]:
    """A flow that a build, a start script or a chart downloads, and nobody compares."""
    folders = tuple({given(u, "LANGFLOW_LOAD_FLOWS_PATH") for u in facts.units} - {""})
    images = {build.uri for build in facts.builds if build.runs_langflow}
    for script in facts.scripts:
        is_build = script.source.kind is FileKind.DOCKERFILE
        ours = script.source.uri in images if is_build else script.is_about_langflow
        if ours and "http" in script.text and not _CHECKED.search(script.text):
            yield from _downloads(script, folders)
    for build in facts.builds:
        if build.runs_langflow:
            yield from _additions(build, folders)
    for option in (o for unit in facts.units for o in unit.options if o.name == DOWNLOADED_FLOW):
        if re.match(r"https?://[\w.-]+(?:[:/]|$)", option.value):
            yield _fetched(option.value, option.location)


def _downloads(script: Script, folders: tuple[str, ...]) -> Iterator[Match]:
    for command in script.commands:
        words = [word.text for word in command.words]
        if not words or PurePosixPath(words[0]).name not in {"curl", "wget", "sudo"}:
            continue
        url = next((word for word in words if re.match(r"https?://", word)), "")
        if url and not _SENDS & {*words} and _is_flow(url, _target(command, words), folders):
            yield _fetched(url, script.place(command, "download"))


def _target(command: Command, words: list[str]) -> str:
    """Where a download goes: the option's value, or the file that the output is led to."""
    after = ("-O",) if "wget" in words[:2] else ()
    for flag, value in pairwise(words):
        if flag in _TARGETS or flag in after:
            return value
    return command.targets[0] if command.targets else ""


def _additions(build: Build, folders: tuple[str, ...]) -> Iterator[Match]:
    for step in build.steps:
        match = _ADDED.search(step.arguments) if step.name == "ADD" else None
        if match is None or "--checksum=" in step.arguments:
            continue
        if _is_flow(match["url"], match["target"], folders):
            found = _fetched(match["url"], step.location)
            yield replace(found, fix=f"ADD --checksum=sha256:<digest> {step.arguments.strip()}")


def _fetched(url: str, place: Location) -> Match:
    source = urlsplit(url).hostname or "the network"
    if _AT_COMMIT.match(url):
        message = f"a flow of a fixed commit is fetched from {source}: its Python runs here, and "
        return Match(message + "no diff of this repository shows it", place, "commit")
    message = f"a flow is fetched from {source} and loaded without a checksum: whoever changes it "
    return Match(message + "there has their Python run here", place)


def _is_flow(url: str, target: str, folders: tuple[str, ...]) -> bool:
    """Whether a download is a flow that will be loaded; one's own server's export is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if "/api/v" in parts.path or "." not in host or host.startswith("127."):
        return False
    name = PurePosixPath(parts.path).name
    if not (name.endswith(".json") or target.endswith(".json")) or name in _MANIFESTS:
        return False
    words = f"{parts.path} {target}".lower().replace("langflow", "")
    return "flow" in words or any(target.startswith(folder) for folder in folders)
