"""What the build of an image brings in and leaves behind: LF-DEP-029, LF-SEC-010, LF-FLOW-040."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scanner import values
from scanner.checks.conditions import given
from scanner.checks.match import Facts, Match, by_reference, check
from scanner.checks.secrets import is_credential
from scanner.deployments.model import Form, Setting
from scanner.deployments.scripts import Script, scripts
from scanner.errors import ReadError
from scanner.formats import dockerfile, yaml_
from scanner.formats.dockerfile import Instruction
from scanner.formats.positions import Lines, Node
from scanner.formats.shell import Command
from scanner.model.finding import Location
from scanner.tree.guards import is_template
from scanner.tree.source import FileKind, Source

_INTERPRETER = r"(?:/bin/|/usr/bin/)?(?:bash|sh|zsh|dash|python3?|perl|node)\b"
_PIPED = re.compile(
    rf"\|\s{{0,200}}(?:sudo\s+(?:-\S{{1,40}}\s+){{0,5}})?(?:env\s+)?(?:\w+=\S{{0,200}}\s+){{0,5}}{_INTERPRETER}"
)
_DOWNLOAD = re.compile(r"\b(?:curl|wget)\b(?:\"[^\"\n]*\"|'[^'\n]*'|[^|;&\"'\n])*$")
_SUBSTITUTED = re.compile(
    r"\b(?:bash|sh|zsh)\s{1,20}(?:-\w{1,10}\s{1,20}){0,3}(?:<\(|\"?\$\()\s{0,20}(?:curl|wget)\b[^)\n]{0,500}\)"
)
_LONGEST = 1_000
"""Characters in front of a pipe in which its download stands."""
_PIPES = 1_000
"""How many pipes of one RUN are looked at."""


@check("LF-DEP-029")
def script_from_the_network(facts: Facts) -> Iterator[Match]:
    """A RUN of a Langflow image that hands a download to an interpreter."""
    images = _images(facts)
    for script in scripts(facts.tree):
        if script.source.uri not in images:
            continue
        for start, end in _handed_over(script.text):
            if is_template(script.at(start, end)):
                continue
            message = "the build runs a script as the network delivers it, without looking at it"
            yield Match(message, script.at(start, end, "RUN"))


def _handed_over(text: str) -> Iterator[tuple[int, int]]:
    """Where a download goes straight into an interpreter."""
    for pipe in islice(_PIPED.finditer(text), _PIPES):
        before = max(pipe.start() - _LONGEST, 0)
        download = _DOWNLOAD.search(text[before : pipe.start()])
        if download:
            yield before + download.start(), pipe.end()
    yield from (match.span() for match in _SUBSTITUTED.finditer(text))


def _images(facts: Facts) -> frozenset[str]:
    """The Dockerfiles that build an image of Langflow."""
    return frozenset(
        unit.uri for unit in facts.units if unit.is_langflow and unit.form is Form.DOCKERFILE
    )


_FOR_BROWSERS = re.compile(rf"(?:{values.FOR_BROWSERS})_")
_TAKEN = re.compile(r"\$\{?(\w+)")


@check("LF-SEC-010")
def secret_baked_into_image(facts: Facts) -> Iterator[Match]:
    """A build argument that is a secret: with a default, or kept in the image by an ENV."""
    images = _images(facts)
    for source in facts.tree.of(FileKind.DOCKERFILE):
        if source.uri not in images:
            continue
        lines = Lines(source.text)
        kept = _kept(facts, source.uri)
        declared: set[str] = set()
        for instruction in _instructions(source):
            if instruction.name not in {"ARG", "ENV"}:
                continue
            for pair in dockerfile.pairs(instruction, lines):
                place = Location(source.uri, pair.region, pair.name)
                if not values.is_secret_name(pair.name) or _FOR_BROWSERS.match(pair.name):
                    if instruction.name == "ARG":
                        declared.add(pair.name)
                elif instruction.name == "ARG":
                    declared.add(pair.name)
                    if pair.value and is_credential(Setting(pair.name, pair.value, place, "ARG")):
                        message = f"the build argument {pair.name} has a credential as its default"
                        yield Match(message, place, "literal")
                elif place in kept and declared.intersection(_TAKEN.findall(pair.value or "")):
                    message = f"{pair.name} is a build argument that ENV keeps in the image: "
                    message += "whoever pulls the image can read it"
                    yield Match(message, place, fix=by_reference(facts, place, pair.name))


def _kept(facts: Facts, uri: str) -> frozenset[Location]:
    """The places of the ENV settings that are in the image: those of its last stage."""
    return frozenset(
        setting.location
        for unit in facts.units
        if unit.form is Form.DOCKERFILE and unit.uri == uri
        for setting in unit.settings
        if setting.value is None
    )


def _instructions(source: Source) -> tuple[Instruction, ...]:
    try:
        return dockerfile.read(source.text)
    except ReadError:
        return ()  # named where Dockerfiles are read as deployments


_CHECKED = re.compile(r"\b(?:sha\d+sum|shasum|md5sum|openssl\s+dgst|cosign|minisign|gpgv?)\b")
_AT_COMMIT = re.compile(r"^https://.*[/=@][0-9a-f]{40}(?:[/?]|$)")
_ADDED = re.compile(r"(?P<url>https?://\S+)\s+(?P<target>\S+)\s*$")
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
    images = _images(facts)
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
    for instruction in _instructions(source):
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
