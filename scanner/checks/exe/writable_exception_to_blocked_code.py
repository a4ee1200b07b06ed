"""LF-EXE-008 writable-exception-to-blocked-code."""

from collections.abc import Iterator

from scanner.checks.conditions import entries, is_inside, is_off, is_on, literal, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import CUSTOM_CODE


@check("LF-EXE-008")
def writable_exception_to_blocked_code(facts: Facts) -> Iterator[Match]:
    """Custom code is blocked, but not what lies in a folder that the container can write."""
    override = "LANGFLOW_ALLOW_COMPONENTS_PATHS_OVERRIDE"
    for unit in servers(facts):
        setting = unit.explicit("LANGFLOW_COMPONENTS_PATH")
        if setting is None or not is_off(unit, CUSTOM_CODE) or not is_on(unit, override):
            continue
        paths = [path for part in entries(literal(setting)) for path in part.split(":")]
        writable = [mount.target for mount in unit.mounts if not mount.read_only]
        open_paths = [path for path in paths if is_inside(path, writable)]
        if open_paths:
            message = f"custom code is blocked, but what is written to {', '.join(open_paths)} "
            message += f"runs: {setting.name} is an exception, on a volume that can be written"
            fix = written(facts, setting.location, override, "false")
            yield Match(message, setting.location, fix=fix)
