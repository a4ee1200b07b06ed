"""LF-FLOW-040 flow-fetched-without-checksum."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scanner.checks.build_steps import instructions_of, langflow_dockerfiles
from scanner.checks.conditions import given
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.read import scripts
from scanner.deployments.scripts.script import Script
from scanner.errors import ReadError
from scanner.formats import yaml_
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Command
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source

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
    images = langflow_dockerfiles(facts)
    for script in scripts(facts.tree):
        is_build = script.source.kind is FileKind.DOCKERFILE
        ours = script.source.uri in images if is_build else script.is_about_langflow
        if ours and "http" in script.text and not _CHECKED.search(script.text):
            yield from _downloads(script, folders)
    for source in facts.tree.of(FileKind.DOCKERFILE):
        if source.uri in images:
            yield from _additions(source, folders)
    for source in facts.tree.of(FileKind.HELM):
        yield from _chart_downloads(source)


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


def _additions(source: Source, folders: tuple[str, ...]) -> Iterator[Match]:
    lines = Lines(source.text)
    for instruction in instructions_of(source):
        match = _ADDED.search(instruction.text) if instruction.name == "ADD" else None
        if match is None or "--checksum=" in instruction.text:
            continue
        if _is_flow(match["url"], match["target"], folders):
            region = lines.region(instruction.start, instruction.end)
            found = _fetched(match["url"], Location(source.uri, region, "ADD"))
            yield replace(found, fix=f"ADD --checksum=sha256:<digest> {instruction.text.strip()}")


def _chart_downloads(source: Source) -> Iterator[Match]:
    lines = Lines(source.text)
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return  # named where charts are read as deployments
    for document in documents:
        flows = document.get("downloadFlows", "flows") or Node([], 0, 0)
        for flow in flows.items:
            url = flow.get("url")
            if url is not None and re.match(r"https?://[\w.-]+(?:[:/]|$)", url.text):
                yield _fetched(
                    url.text, Location(source.uri, lines.region(url.start, url.end), "url")
                )


def _fetched(url: str, place: Location) -> Match:
    message = (
        f"a flow is fetched from {urlsplit(url).hostname or 'the network'} and loaded without "
    )
    message += "a checksum: whoever changes it there has their Python run here"
    return Match(message, place, "commit" if _AT_COMMIT.match(url) else "")


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
