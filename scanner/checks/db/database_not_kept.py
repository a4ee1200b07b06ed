"""LF-DB-005 database-not-kept."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import given, has_database, is_inside, is_on, literal, servers
from scanner.checks.database_settings import (
    CONTAINERS,
    FOLDER,
    FOLDER_OF_THE_IMAGE,
    IN_FOLDER,
    URL,
    kept_folders,
)
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form

HOME_OF_THE_IMAGE = "/app"
"""The working folder of Langflow's images, from which a relative path counts."""


PACKAGE_OF_THE_IMAGE = "/app/.venv/lib"
"""Where the database lies without any setting: beside the installed package
(lfx/services/settings/groups/database.py:96-155 of 1.13.0)."""


def _sqlite(unit: Deployment) -> str | None:
    """The file of a SQLite database: absolute in the container, empty when it cannot be told.

    None where another database is in use, or may be.
    """
    setting = unit.explicit(URL)
    if setting is not None:
        match = re.match(r"sqlite(?:\+\w+)?:///(.*)", setting.value or "")
        if match is None:
            return None
        file = match.group(1).partition("?")[0]
        if file.startswith("/"):
            return file
        ours = unit.image is not None and unit.image.is_langflow and file
        return f"{HOME_OF_THE_IMAGE}/{file.removeprefix('./')}" if ours else ""
    if is_on(unit, IN_FOLDER):
        return f"{given(unit, FOLDER) or FOLDER_OF_THE_IMAGE}/langflow.db"
    return "" if unit.explicit(IN_FOLDER) else f"{PACKAGE_OF_THE_IMAGE}/langflow.db"


@check("LF-DB-005")
def database_not_kept(facts: Facts) -> Iterator[Match]:
    """SQLite beside the volume that is meant to keep it, in a pod's own folder, or in replicas."""
    for unit in servers(facts):
        file = _sqlite(unit)
        if file is None or unit.form not in CONTAINERS or not has_database(unit):
            continue
        setting = unit.explicit(URL)
        place = setting.location if setting else unit.location
        several = unit.several
        if several:
            message = f"every replica of {unit.name} has a SQLite database of its own: accounts, "
            message += "revoked keys and flows differ from one to the next"
            yield Match(message, several, "replicas", related=(place,))
        elif file and not is_inside(file, kept_folders(unit)) and _is_meant_to_last(unit):
            message = f"{unit.name} keeps its SQLite database in the container "
            message += (
                f"({PurePosixPath(file).parent}): the next container starts without accounts, "
            )
            message += "keys and flows"
            fix = written(facts, place, IN_FOLDER, "true") if setting is None else ""
            yield Match(message, place, fix=fix)


def _is_meant_to_last(unit: Deployment) -> bool:
    """Whether it is no container that is tried out: a cluster's, or one whose author keeps data."""
    if unit.form in {Form.KUBERNETES, Form.HELM} or literal(unit.explicit(URL)):
        return True
    folder = given(unit, FOLDER)
    return bool(folder) and is_inside(folder, kept_folders(unit))
