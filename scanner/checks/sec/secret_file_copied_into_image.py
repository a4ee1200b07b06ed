"""LF-SEC-011 secret-file-copied-into-image."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import dotenv
from scanner.deployments.images.build import Step
from scanner.secrets.known import known_format
from scanner.tree.guards import is_example
from scanner.tree.source import Source

_OPTION = re.compile(r"--\S+")
_ENV_FILE = re.compile(r"\.env(?:\.\w[\w.-]*)?|[\w-]+\.env")


@check("LF-SEC-011")
def secret_file_copied_into_image(facts: Facts) -> Iterator[Match]:
    """`COPY .env`, or `COPY . .` where a committed .env is in the context and not left out."""
    if not uses_langflow(facts):
        return
    for build in facts.builds:
        for step in build.steps:
            if step.name not in {"COPY", "ADD"} or "--from=" in step.arguments:
                continue
            env = _copied_env(facts, build.uri, step)
            if env:
                message = f"{step.name} puts {env} into the image: whoever pulls it has it"
                place = replace(step.location, logical_name=env)
                yield Match(message, place, "" if build.runs_langflow else "stack")


def _copied_env(facts: Facts, uri: str, step: Step) -> str:
    """The .env file that a COPY takes along; empty for none, or one without a secret."""
    folder = PurePosixPath(uri).parent
    for source in _sources(step.arguments):
        name = PurePosixPath(source).name
        if _ENV_FILE.fullmatch(name):
            found = facts.tree.get(str(folder / source)) or facts.tree.get(source)
            if _holds_secrets(found) if found is not None else not is_example(name):
                return name
        elif not _leaves_out(facts, folder):
            inside = facts.tree.get(str(folder / source / ".env"))
            if inside is not None and _holds_secrets(inside):
                return ".env"
    return ""


def _sources(arguments: str) -> list[str]:
    """What a COPY copies, without its options."""
    words = re.split(r"[\s,\[\]]+", arguments.replace('"', " "))
    paths = [word for word in words if word and not _OPTION.fullmatch(word)]
    return [path.removeprefix("./") or "." for path in paths[:-1]]


def _leaves_out(facts: Facts, folder: PurePosixPath) -> bool:
    ignored = facts.tree.get(str(folder / ".dockerignore"))
    text = ignored.text if ignored is not None else ""
    return re.search(r"^\s*(\*\*/)?\.env\*?|^\s*\*\s*$", text, re.MULTILINE) is not None


def _holds_secrets(source: Source) -> bool:
    """Whether a value of the file may be one: not of an empty file, or of a template's."""
    return any(_is_secret(*one) for one in dotenv.values_of(source))


def _is_secret(name: str, value: str) -> bool:
    if values.is_reference(value) or values.is_placeholder(value):
        return False
    login = values.credentials(value)
    return values.is_secret_name(name) or bool(known_format(value)) or login is not None
