"""LF-SEC-011 secret-file-copied-into-image."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_COPIES_ALL = re.compile(r"^(?:--\S+\s+)*\.\/?\s+\S+\s*$")


_COPIES_ENV = re.compile(r"(?:^|[\s/\"])\.env(?:\.(?!example|sample|template)\w+)?(?=[\s\",])")


@check("LF-SEC-011")
def secret_file_copied_into_image(facts: Facts) -> Iterator[Match]:
    """`COPY .env`, or `COPY . .` where a committed .env is in the context and not left out."""
    for build in facts.builds:
        for step in build.steps if build.runs_langflow else ():
            if step.name not in {"COPY", "ADD"} or "--from=" in step.arguments:
                continue
            env = _copied_env(facts, build.uri, step.arguments)
            if env:
                message = f"{step.name} puts {env} into the image: whoever pulls it has it"
                yield Match(message, replace(step.location, logical_name=env))


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
