"""LF-SEC-011 secret-file-copied-into-image."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Form
from scanner.formats import dockerfile
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import FileKind

_COPIES_ALL = re.compile(r"^(?:--\S+\s+)*\.\/?\s+\S+\s*$")


_COPIES_ENV = re.compile(r"(?:^|[\s/\"])\.env(?:\.(?!example|sample|template)\w+)?(?=[\s\",])")


@check("LF-SEC-011")
def secret_file_copied_into_image(facts: Facts) -> Iterator[Match]:
    """`COPY .env`, or `COPY . .` where a committed .env is in the context and not left out."""
    langflow = {
        unit.uri for unit in facts.units if unit.is_langflow and unit.form is Form.DOCKERFILE
    }
    for source in facts.tree.of(FileKind.DOCKERFILE):
        if source.uri not in langflow:
            continue
        lines = Lines(source.text)
        for instruction in dockerfile.read(source.text):
            if instruction.name not in {"COPY", "ADD"} or "--from=" in instruction.text:
                continue
            env = _copied_env(facts, source.uri, instruction.text)
            if env:
                region = lines.region(instruction.start, instruction.end)
                message = f"{instruction.name} puts {env} into the image: whoever pulls it has it"
                yield Match(message, Location(source.uri, region, env))


def _copied_env(facts: Facts, uri: str, text: str) -> str:
    """The .env file that a COPY takes along; empty for none."""
    if _COPIES_ENV.search(f" {text} "):
        return ".env"
    if not _COPIES_ALL.match(text):
        return ""
    folder = PurePosixPath(uri).parent
    ignored = facts.tree.get(str(folder / ".dockerignore"))
    if ignored and re.search(r"^\s*(\*\*/)?\.env\*?|^\s*\*\s*$", ignored.text, re.MULTILINE):
        return ""
    return ".env" if facts.tree.get(str(folder / ".env")) else ""
