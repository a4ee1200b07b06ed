"""Where files with secrets lie in the repository, and whether git is told: LF-KEY-006, 007, 009."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import anchor, given, is_inside, servers
from scanner.checks.databases import FOLDER, FOLDER_OF_THE_IMAGE
from scanner.checks.match import Facts, Match, check
from scanner.deployments.model import Deployment, Form
from scanner.model.finding import Location, Region
from scanner.tree.guards import is_example
from scanner.tree.source import FileKind


@check("LF-KEY-006")
def key_folder_in_checkout(facts: Facts) -> Iterator[Match]:
    """The configuration folder, with the key in it, is a folder of the checkout or of a node."""
    for unit in servers(facts):
        folder = given(unit, FOLDER) or FOLDER_OF_THE_IMAGE
        for mount in unit.mounts:
            if mount.read_only or not is_inside(folder, [mount.target]):
                continue
            if unit.form is Form.COMPOSE and mount.source.startswith("."):
                inside = _in_tree(unit, mount.source)
                if inside and not _is_ignored(inside, facts):
                    message = (
                        f"Langflow's key file and database land in {inside}/ of this checkout, "
                    )
                    message += "and no .gitignore names it: the next `git add` takes them along"
                    yield Match(message, mount.location, fix=f"langflow-data:{mount.target}")
            elif unit.form is Form.KUBERNETES and mount.source.startswith("/"):
                message = (
                    f"Langflow's key file and database lie in {mount.source} of the node, where "
                )
                message += "every pod with the same folder can read them"
                yield Match(message, mount.location, "node")


def _in_tree(unit: Deployment, source: str) -> str:
    """The folder as a path of the tree; empty where it leaves the tree or is the tree."""
    parts: list[str] = []
    for part in (PurePosixPath(unit.uri).parent / source).parts:
        if part == ".." and not parts:
            return ""
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _is_ignored(folder: str, facts: Facts) -> bool:
    """Whether some .gitignore names the folder or one above it; read generously."""
    names = {*PurePosixPath(folder).parts, folder}
    for pattern in _patterns(facts):
        last = pattern.strip("/").removesuffix("/*").removesuffix("/**").removeprefix("**/")
        if last in {"", "*"} or last in names or folder.endswith(f"/{last}"):
            return True
    return False


def _patterns(facts: Facts) -> Iterator[str]:
    for source in facts.tree.sources:
        if source.name == ".gitignore":
            lines = (line.strip() for line in source.text.splitlines())
            yield from (line for line in lines if line and not line.startswith(("#", "!")))


_NAMES_ENV = re.compile(r"(?:\*\*/|/)?(?:[\w-]+/)*(?:\.env\*?|\.env\.?\*|\*\.env|\.\*|\.e\*|\*)$")


@check("LF-KEY-007")
def env_file_not_ignored(facts: Facts) -> Iterator[Match]:
    """A deployment that reads a .env file, and no .gitignore that keeps it out."""
    place = anchor(facts)
    ignores = [source for source in facts.tree.sources if source.name == ".gitignore"]
    known = bool(ignores) or facts.tree.is_checkout
    if place is None or not known or not _reads_env(facts):
        return
    if not any(_NAMES_ENV.fullmatch(pattern) for pattern in _patterns(facts)):
        message = (
            "no .gitignore names .env, from which this deployment takes its secrets: the next "
        )
        message += "`git add` takes it along"
        top = Location(ignores[0].uri, Region(1, 1, 1, 1)) if ignores else place
        related = (place,) if ignores else ()
        yield Match(message, top, related=related, fix=".env in .gitignore")


def _reads_env(facts: Facts) -> bool:
    """Whether people who follow the repository make a .env file with secrets of Langflow."""
    templates = (s for s in facts.tree.of(FileKind.DOTENV) if is_example(s.uri))
    if any(b"LANGFLOW_" in source.data for source in templates):
        return True
    return any(
        re.search(
            rb"env_file:[^\n]{0,200}\n?[^\n]{0,200}\.env\b|--env-file[= ]\S{0,200}\.env\b",
            source.data,
        )
        for source in facts.tree.of(FileKind.COMPOSE, FileKind.SHELL, FileKind.MAKEFILE)
        if b"langflow" in source.data.lower()
    )


_ROTATION = re.compile(rb"migrate_secret_key|rotat(?:e|es|ed|ing|ion)\b", re.IGNORECASE)
_SAYS = frozenset(
    {FileKind.MARKDOWN, FileKind.SHELL, FileKind.MAKEFILE, FileKind.WORKFLOW, FileKind.TEXT}
)


@check("LF-KEY-009")
def no_rotation(facts: Facts) -> Iterator[Match]:
    """No document, script or workflow says a word of changing the key."""
    place = anchor(facts) if any(unit.is_langflow for unit in facts.units) else None
    if place is not None and not any(_ROTATION.search(s.data) for s in facts.tree.of(*_SAYS)):
        message = (
            "no document, script or workflow of this repository says how the secret key and the "
        )
        message += "API keys are changed"
        yield Match(message, place)
