"""Dockerfiles as deployments: what the image that they build runs, and with which settings."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from packaging.version import InvalidVersion, Version

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.format import Read
from scanner.deployments.images import installs
from scanner.deployments.images.start import Copies, Started, started, written
from scanner.deployments.model import Deployment, Exposure, Form, Image, Option, Setting
from scanner.deployments.platforms import spaces
from scanner.deployments.server_command import Argument
from scanner.formats import dockerfile
from scanner.formats.dockerfile import Instruction
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import Source, Tree

_FROM = re.compile(r"^(?:--\S+\s+)*(\S+)(?:\s+[Aa][Ss]\s+(\S+))?\s*$")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))")
_INSTALLED = re.compile(
    r"\b(?:pip3?|uv|poetry|pipx)\b(?>[^\n;&|]{0,200}?\b(?:install|add|sync)\b)[^\n;&|]{0,2000}?[\s\"']langflow(?:-base)?"
    r"(?:\[[^\]]*\])?(?:==\s*([\w.]+))?(?=[\s\"'<>~!=;,\\]|$)"
)


_SERVERS = frozenset(
    {"uvicorn", "gunicorn", "hypercorn", "daphne", "flask", "fastapi", "streamlit", "chainlit"}
    | {"celery", "waitress-serve", "granian"}
)
"""Programs that serve an application which is named to them."""


@dataclass
class _Stage:
    """One build stage: what it is based on and what it sets."""

    image: Image | None
    settings: list[Setting] = field(default_factory=list)
    is_langflow: bool = False
    version: Version | None = None
    version_location: Location | None = None
    by_manifest: bool = False
    options: list[Option] = field(default_factory=list)
    words: dict[str, tuple[Argument, ...]] = field(default_factory=dict)
    """Those of ENTRYPOINT and CMD."""
    commands: dict[str, Instruction] = field(default_factory=dict)


def read_file(tree: Tree, source: Source) -> Read:
    """The image that the file builds; in a public Space, everyone can reach it.

    Raises:
        ReadError: an overlong line.
    """
    built = build(tree, source)
    if built is None:
        return Read()
    unit = built.unit
    if spaces.is_space(tree, source):
        unit = replace(unit, declared_exposure=Exposure.PUBLISHED)
    return Read((unit,), built.taken_in)


@dataclass(frozen=True)
class Built:
    """An image, and the files of settings that its command loads."""

    unit: Deployment
    taken_in: tuple[str, ...] = ()


def build(
    tree: Tree,
    source: Source,
    *,
    target: str = "",
    arguments: Mapping[str, str | None] | None = None,
    context: str | None = None,
) -> Built | None:
    """The image that the file builds: its last stage, or the one named `target`.

    `arguments` are build arguments by name, which beat the defaults of ARG; `context` is the folder
    of the tree that it is built from, where that is known. None where the file has no stage.

    Raises:
        ReadError: an overlong line.
    """
    lines = Lines(source.text)
    instructions = dockerfile.read(source.text)
    given = arguments or {}
    own = PurePosixPath(source.uri).parent
    contexts = (PurePosixPath(context),) if context is not None else (own, PurePosixPath())
    copies = Copies(tree, contexts)
    arguments = {}
    stages: dict[str, _Stage] = {}
    stage: _Stage | None = None
    for instruction in instructions:
        if instruction.name == "FROM":
            stage = _from(instruction, stages, arguments, source.uri, lines)
            stages[str(len(stages))] = stage
        elif instruction.name in {"COPY", "ADD", "WORKDIR"}:
            copies.take(instruction)
            if stage and instruction.body:
                stage.settings += written(tree, source, instruction)
        elif instruction.name == "ARG":
            declared = {p.name: p.value for p in dockerfile.pairs(instruction, lines)}
            # Without a default it has that of the ARG of the same name before the first FROM.
            arguments |= {
                name: given.get(name, arguments.get(name) if value is None else value)
                for name, value in declared.items()
            }
        elif stage and instruction.name == "ENV":
            for pair in dockerfile.pairs(instruction, lines):
                value = _expand(pair.value or "", arguments)
                place = Location(source.uri, pair.region, pair.name)
                stage.settings.append(Setting(pair.name, value, place, "ENV of the Dockerfile"))
        elif stage and instruction.name == "RUN":
            stage.settings += written(tree, source, instruction)
            _take_installation(stage, instruction, arguments, source.uri, lines)
            _take_manifest(
                stage,
                instruction,
                copies,
                Location(source.uri, lines.region(instruction.start, instruction.end), "langflow"),
            )
        elif stage and instruction.name == "USER":
            place = Location(source.uri, lines.region(instruction.start, instruction.end), "USER")
            user = _expand(instruction.text, arguments)
            stage.options.append(Option("user", user or "", place))
        elif stage and instruction.name in {"CMD", "ENTRYPOINT"}:
            stage.is_langflow = stage.is_langflow or facts.runs_langflow(instruction.text)
            place = Location(source.uri, lines.region(instruction.start, instruction.end))
            stage.words[instruction.name] = tuple(_words(instruction.text, place))
            stage.commands[instruction.name] = instruction
    if stage is None:
        return None
    stage = stages.get(target.lower(), stage)
    first = next(i for i in instructions if i.name == "FROM")
    place = Location(source.uri, lines.region(first.start, first.end))
    commands = [c for n in ("ENTRYPOINT", "CMD") if (c := stage.commands.get(n)) is not None]
    run = started(source, commands, stage.settings, copies)
    unit = _assembled(source, stage, place, run)
    return Built(unit, run.taken_in)


def _assembled(source: Source, stage: _Stage, place: Location, run: Started) -> Deployment:
    """The last stage with what its command starts."""
    words = tuple(w for name in ("ENTRYPOINT", "CMD") for w in stage.words.get(name, ()))
    by_words = command.server(words)
    is_langflow = stage.is_langflow or run.unit is not None
    of_langflow = stage.image is not None and stage.image.is_langflow
    other = "" if of_langflow or run.unit or by_words else _other_server(words)
    own = tuple(
        replace(s, name=facts.canonical(s.name, in_langflow=is_langflow)) for s in stage.settings
    )
    settings = run.unit.settings if run.unit else (*own, *(by_words.flags if by_words else ()))
    return Deployment(
        name=source.name,
        form=Form.DOCKERFILE,
        uri=source.uri,
        location=stage.image.location if stage.image else place,
        settings=settings,
        image=stage.image,
        base_version=stage.version or (run.unit.base_version if run.unit else None),
        base_version_location=stage.version_location
        or (run.unit.base_version_location if run.unit else None),
        by_manifest=stage.by_manifest,
        options=(*stage.options, *((Option(facts.OTHER_PROGRAM, other, place),) if other else ())),
        complete=run.whole,
        is_langflow=is_langflow,
    )


def _other_server(words: Sequence[Argument]) -> str:
    """The server of another application that a command starts; empty where none is known."""
    texts = [PurePosixPath(word.text or "").name for word in words[:6]]
    return next((text for text in texts if text in _SERVERS), "")


def _words(text: str, place: Location) -> Iterator[Argument]:
    """The words of a CMD or ENTRYPOINT, in either form."""
    try:
        listed = json.loads(text) if text.startswith("[") else shlex.split(text)
    except ValueError:  # an open quote; a shell form that begins with a bracket
        listed = text.split()
    for word in listed:
        yield Argument(word if isinstance(word, str) and "$" not in word else None, place)


def _from(
    instruction: Instruction,
    stages: dict[str, _Stage],
    arguments: Mapping[str, str | None],
    uri: str,
    lines: Lines,
) -> _Stage:
    """A new stage; a stage based on another inherits its settings."""
    match = _FROM.match(instruction.text)
    written = match.group(1) if match else instruction.text
    expanded = _expand(written, arguments)
    base = stages.get((expanded or "").lower())
    if base is not None:
        stage = replace(
            base,
            settings=list(base.settings),
            options=list(base.options),
            words=dict(base.words),
            commands=dict(base.commands),
        )
    else:
        start = instruction.text_start + instruction.text.find(written)
        place = Location(uri, lines.region(start, start + len(written)), written)
        image = facts.image(
            expanded or _VARIABLE.sub("", written), place, certain=expanded is not None
        )
        stage = _Stage(image, is_langflow=image.is_langflow)
    if match and match.group(2):
        stages[match.group(2).lower()] = stage
    return stage


def _take_installation(
    stage: _Stage,
    instruction: Instruction,
    arguments: Mapping[str, str | None],
    uri: str,
    lines: Lines,
) -> None:
    """Note a `pip install langflow` of a RUN, with its release and its place."""
    for match in _INSTALLED.finditer(f"{instruction.text}\n{instruction.body}"):
        stage.is_langflow = True
        version = _version(_expand(match.group(1) or "", arguments))
        at = instruction.text_start + match.start()
        end = instruction.text_start + match.end()
        region = lines.region(min(at, instruction.end), min(end, instruction.end))
        if version or stage.version is None:
            stage.version, stage.version_location = version, Location(uri, region, "langflow")


def _take_manifest(
    stage: _Stage, instruction: Instruction, copies: Copies, place: Location
) -> None:
    """Note Langflow where a RUN installs it from a manifest or a lock of the tree."""
    found = installs.installed(f"{instruction.text}\n{instruction.body}", copies)
    if found is None or stage.version is not None:
        return
    stage.is_langflow = True
    stage.version, stage.version_location = found.version, place
    stage.by_manifest = found.version is not None


def _expand(text: str, arguments: Mapping[str, str | None]) -> str | None:
    """The text with build arguments at their defaults; None when one has no default."""
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        found = arguments.get(match.group(1) or match.group(3)) or match.group(2)
        unknown = unknown or found is None
        return found or ""

    expanded = _VARIABLE.sub(value, text)
    return None if unknown else expanded


def _version(text: str | None) -> Version | None:
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None
