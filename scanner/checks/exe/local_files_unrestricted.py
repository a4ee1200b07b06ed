"""LF-EXE-011 local-files-unrestricted."""

from collections.abc import Iterator

from scanner.checks.access import reach
from scanner.checks.conditions import example_or, is_near, is_off, literal, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments.model import Exposure

FILE_ACCESS = "LANGFLOW_RESTRICT_LOCAL_FILE_ACCESS"


@check("LF-EXE-011")
def local_files_unrestricted(facts: Facts) -> Iterator[Match]:
    """Components may read any file of the container."""
    for unit in facts.units:
        setting = unit.explicit(FILE_ACCESS)
        if setting and literal(setting) and is_off(unit, FILE_ACCESS):
            message = f"{FILE_ACCESS} is off: a flow can read every file that the server can, its "
            message += "secret key included"
            fix = written(facts, setting.location, FILE_ACCESS, "true")
            variant = example_or(setting, "local" if is_near(unit, setting, facts) else "")
            yield Match(message, setting.location, variant, fix=fix)
    for unit in servers(facts):
        near = reach(unit, facts) is Exposure.LOOPBACK
        if unit.explicit(FILE_ACCESS) is None and is_off(unit, FILE_ACCESS) and not near:
            message = f"{unit.name} does not set {FILE_ACCESS}, off by default in Langflow "
            message += f"{unit.version}: a flow can read every file that the server can"
            fix = written(facts, unit.version_location, FILE_ACCESS, "true")
            yield Match(message, unit.version_location, "default", fix=fix)
