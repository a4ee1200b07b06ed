"""LF-KEY-006 key-folder-in-checkout."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import given, is_inside, servers
from scanner.checks.database_settings import FOLDER, FOLDER_OF_THE_IMAGE
from scanner.checks.facts import Facts
from scanner.checks.key._ignored import ignored_patterns
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form


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
    for pattern in ignored_patterns(facts):
        last = pattern.strip("/").removesuffix("/*").removesuffix("/**").removeprefix("**/")
        if last in {"", "*"} or last in names or folder.endswith(f"/{last}"):
            return True
    return False
