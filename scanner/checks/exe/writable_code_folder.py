"""LF-EXE-007 writable-code-folder."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import entries, example_or, is_inside, literal
from scanner.checks.database_settings import ON_A_MACHINE
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form, Mount, Setting
from scanner.tree.guards import is_development

_CODE_FOLDERS = ("LANGFLOW_COMPONENTS_PATH", "LANGFLOW_SEED_DIR")


_SHARED = re.compile(r"^/(?:tmp|var/tmp|dev/shm)(?:/|$)")


@check("LF-EXE-007")
def writable_code_folder(facts: Facts) -> Iterator[Match]:
    """A folder of components that others, or the server itself, can change."""
    for unit in facts.units:
        if not unit.is_langflow or unit.form is Form.WORKFLOW:
            continue
        for name in _CODE_FOLDERS:
            setting = unit.explicit(name)
            if setting is None:
                continue
            for folder in (part for one in entries(literal(setting)) for part in one.split(":")):
                found = _changeable(unit, setting, folder)
                if found and not is_development(found.location):
                    yield found


def _changeable(unit: Deployment, setting: Setting, folder: str) -> Match | None:
    """What may be written there by whom."""
    over = [mount for mount in unit.mounts if is_inside(folder, [mount.target])]
    mount = max(over, key=lambda one: len(one.target), default=None)
    if mount is None:
        if unit.form not in ON_A_MACHINE or not _SHARED.match(folder):
            return None
        message = f"{setting.name} is {folder}, where every account may put code that Langflow runs"
        return Match(message, setting.location, example_or(setting))
    if mount.read_only:
        return None
    if not mount.lasts or (unit.form is Form.KUBERNETES and mount.source.startswith("/")):
        message = (
            f"{unit.name} runs the Python in {folder}, which other containers of its pod or node "
        )
        message += "can change"
        return Match(message, mount.location, related=(setting.location,))
    return _kept_by_itself(unit, setting, folder, mount)


def _kept_by_itself(unit: Deployment, setting: Setting, folder: str, mount: Mount) -> Match | None:
    """A folder of the host that the container may write to: what code leaves there stays."""
    if not mount.source.startswith((".", "/", "~", "$")):
        return None
    message = (
        f"{unit.name} may write to {folder}, from which it loads its components: code that gets "
    )
    message += "in once stays, and changes the checkout"
    fix = f"{mount.source}:{mount.target}:ro"
    return Match(message, mount.location, "bind", related=(setting.location,), fix=fix)
