"""How clients talk to a server: LF-AUTH-018, LF-SEC-008, LF-SEC-015, LF-CI-003."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.conditions import uses_langflow
from scanner.checks.match import Facts, Match, check
from scanner.deployments.scripts import scripts
from scanner.errors import ReadError
from scanner.formats import sections, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.finding import Location
from scanner.tree.guards import is_documentation, is_template
from scanner.tree.source import FileKind, Source

_KEY_IN_ADDRESS = re.compile(
    r"[?&]x-api-key=(?P<value>\$\{\{[^}]*\}\}|[^\s\"'`&<>)]*)", re.IGNORECASE
)
_OF_LANGFLOW = re.compile(
    r"/api/v\d/(?:run|webhook|build|build_public_tmp|flows|projects|files|monitor|mcp|variables)\b"
    r"|:7860\b|langflow",
    re.IGNORECASE,
)
_TEXTS = (".json", ".http", ".rest", ".yml", ".yaml", ".toml")
_COMMENT = re.compile(r"^\s*(#|//)")
_IN_ADDRESSES = (
    FileKind.SHELL,
    FileKind.MAKEFILE,
    FileKind.WORKFLOW,
    FileKind.MARKDOWN,
    FileKind.TEXT,
)


@check("LF-AUTH-018")
def api_key_in_address(facts: Facts) -> Iterator[Match]:
    """`?x-api-key=` in an address of Langflow: a literal, a variable, or advice to do so."""
    is_ours = uses_langflow(facts)
    for source in facts.tree.of(*_IN_ADDRESSES):
        if b"x-api-key=" not in source.data.lower():
            continue
        if source.kind is FileKind.TEXT and not source.name.lower().endswith(_TEXTS):
            continue
        if not (is_ours or b"langflow" in source.data.lower()):
            continue  # others call their header and parameter so too
        lines = Lines(source.text)
        for match in _KEY_IN_ADDRESS.finditer(source.text):
            line = lines.line(lines.region(match.start(), match.start()).start_line)
            if _OF_LANGFLOW.search(line) and not _COMMENT.match(line):
                place = Location(source.uri, lines.region(match.start(), match.end()), "x-api-key")
                message = "the API key is part of the address: proxies, access logs and browser "
                message += "histories keep it"
                yield Match(message, place, _how(match["value"], place), fix="-H 'x-api-key: ...'")


def _how(value: str, place: Location) -> str:
    """A literal key, a variable, or an example."""
    if is_documentation(place) or is_template(place):
        return "example"
    stands_for_one = re.match(r"[${%<]|$", value) or values.is_placeholder(value)
    return "variable" if stands_for_one else ""


@check("LF-SEC-008")
def api_key_in_environments_file(facts: Facts) -> Iterator[Match]:
    """A literal `api_key` in the file in which the command line tool keeps its servers."""
    for source in facts.tree.of(FileKind.TEXT):
        folder = PurePosixPath(source.uri).parent.name
        if folder == ".lfx" and source.name in {"environments.yaml", "environments.yml"}:
            found = _keys_of_yaml(source)
        elif source.name == "langflow-environments.toml":
            found = _keys_of_toml(source)
        else:
            continue
        for name, value, place in found:
            if value and not values.is_reference(value) and not values.is_placeholder(value):
                message = f"the API key of the environment {name} is written here "
                message += f"({len(value)} characters)"
                yield Match(message, place, fix=f"api_key_env: LANGFLOW_{name.upper()}_API_KEY")


_Keys = Iterator[tuple[str, str, Location]]


def _keys_of_yaml(source: Source) -> _Keys:
    lines = Lines(source.text)
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return  # the tool cannot read it either
    for document in documents:
        environments = document.get("environments") or Node({}, 0, 0)
        for name, environment in environments.mapping.items():
            key = environment.get("api_key")
            if key is not None:
                yield (
                    name,
                    key.text,
                    Location(source.uri, lines.region(key.start, key.end), "api_key"),
                )


def _keys_of_toml(source: Source) -> _Keys:
    lines = Lines(source.text)
    try:
        entries = tuple(sections.read(source.text))
    except ReadError:
        return
    for entry in entries:
        if entry.section.startswith("environments.") and entry.key == "api_key":
            place = Location(source.uri, lines.region(entry.start, entry.end), "api_key")
            name = entry.section.removeprefix("environments.").strip("\"'")
            yield name, sections.toml_string(entry.value) or "", place


_VARIABLES = re.compile(r"/api/v\d/variables\b")
_GENERIC = re.compile(r"\"type\"\s*:\s*\"generic\"", re.IGNORECASE)
_NAME = re.compile(r"\"name\"\s*:\s*\"([A-Za-z_][\w -]*)\"")


@check("LF-SEC-015")
def secret_as_generic_variable(facts: Facts) -> Iterator[Match]:
    """A call that makes a variable with a credential's name and the type that is not encrypted."""
    is_ours = uses_langflow(facts)
    for script in scripts(facts.tree):
        if not (is_ours or script.is_about_langflow) or not _VARIABLES.search(script.text):
            continue
        for command in script.commands:
            texts = [word.text for word in command.words]
            if not any(_VARIABLES.search(text) for text in texts):
                continue
            for text in (*texts, *(body.text for body in command.heredocs)):
                name = _NAME.search(text)
                named = name and values.is_secret_name(name.group(1).replace(" ", "_"))
                if name and named and _GENERIC.search(text):
                    message = f"the variable {name.group(1)} is made with the type Generic: "
                    message += "Langflow stores it as it is and shows it to whoever opens it"
                    yield Match(message, script.place(command, name.group(1)))


_PUSHES = frozenset({"push", "pull", "status", "login"})


@check("LF-CI-003")
def flows_pushed_carelessly(facts: Facts) -> Iterator[Match]:
    """`lfx push` over plain HTTP, or to production from a job that nobody has to approve."""
    for script in scripts(facts.tree):
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
    reviewed: dict[str, frozenset[int]] = {}
    for script in scripts(facts.tree):
        if script.source.kind is not FileKind.WORKFLOW:
            continue
        for match in _TO_PRODUCTION.finditer(script.text):
            uri = script.source.uri
            if uri not in reviewed:
                reviewed[uri] = _reviewed_lines(script.source)
            place = script.at(match.start(), match.end(), "lfx push")
            if place.region.start_line not in reviewed[uri]:
                message = "flows go to production from a job without an environment: nobody has to "
                message += "approve, and every branch may hold the key"
                yield Match(message, place, "no-approval")


def _reviewed_lines(source: Source) -> frozenset[int]:
    """The lines of the jobs that have an `environment`."""
    lines = Lines(source.text)
    found: set[int] = set()
    for document in yaml_.read(source.text):
        jobs = (document.get("jobs") or Node({}, 0, 0)).mapping.values()
        for job in {id(job): job for job in jobs}.values():
            if job.get("environment") is not None:
                region = lines.region(job.start, job.end)
                found.update(range(region.start_line, region.end_line + 1))
    return frozenset(found)
