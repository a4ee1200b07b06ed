"""LF-DB-006 config-folder-not-kept."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import example_or, has_database, is_inside, literal, servers
from scanner.checks.database_settings import CONTAINERS, FOLDER, FOLDER_OF_THE_IMAGE, kept_folders
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form


@check("LF-DB-006")
def config_folder_not_kept(facts: Facts) -> Iterator[Match]:
    """A relative folder, one beside the volume, or a volume that nothing is told to use."""
    for unit in facts.units:
        setting = unit.explicit(FOLDER)
        folder = literal(setting)
        in_container = unit.form in CONTAINERS or unit.form is Form.DOCKERFILE
        if not (setting and folder and in_container and unit.is_langflow):
            continue
        if not re.match(r"[/~$%]|[A-Za-z]:", folder):
            message = (
                f"{FOLDER} is relative, so the key and the files go below the folder in which "
            )
            message += "the server happens to start, not onto a volume"
            fix = written(facts, setting.location, FOLDER, f"/{folder.removeprefix('./')}")
            yield Match(message, setting.location, example_or(setting), fix=fix)
    for unit in servers(facts):
        if unit.form in CONTAINERS and has_database(unit):
            yield from _beside_the_volume(unit, facts)


def _beside_the_volume(unit: Deployment, facts: Facts) -> Iterator[Match]:
    setting = unit.explicit(FOLDER)
    kept = kept_folders(unit)
    if setting is not None:
        folder = literal(setting)
        if folder.startswith("/") and kept and not is_inside(folder, kept):
            message = f"{FOLDER} is on no volume of {unit.name}: uploaded files, and a key that "
            message += "Langflow makes, go with the container"
            yield Match(message, setting.location, "off-volume")
        return
    if is_inside(FOLDER_OF_THE_IMAGE, kept) or unit.image is None or not unit.image.is_langflow:
        return
    for mount in unit.mounts:
        unused = (
            PurePosixPath(mount.target).name in {"langflow", ".langflow"} and mount.target in kept
        )
        if unused and not _is_named(unit, mount.target):
            message = (
                f"nothing tells {unit.name} to use its volume {mount.target}: without {FOLDER} "
            )
            message += f"the key and the files go to {FOLDER_OF_THE_IMAGE}"
            fix = written(facts, unit.location, FOLDER, mount.target)
            yield Match(message, mount.location, "volume", fix=fix)


def _is_named(unit: Deployment, folder: str) -> bool:
    """Whether a setting leads something else there, or may."""
    return any(s.value is None or folder in s.value for s in unit.settings if "LANGFLOW_" in s.name)
