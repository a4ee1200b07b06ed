"""LF-EXE-012 file-roots-too-broad."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import entries, example_or, given, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_ROOTS = (
    "LANGFLOW_KB_ALLOWED_FOLDER_ROOTS",
    "LANGFLOW_DIRECTORY_COMPONENT_ALLOWED_ROOTS",
    "LANGFLOW_FS_TOOL_BASE_DIR",
)


_BROAD = frozenset({"/", "/etc", "/root", "/home", "/app", "/proc", "/sys", "/var", "/usr", "/opt"})


@check("LF-EXE-012")
def file_roots_too_broad(facts: Facts) -> Iterator[Match]:
    """Folders for flows' files that hold the system's, or Langflow's own."""
    for unit in facts.units:
        config = given(unit, "LANGFLOW_CONFIG_DIR")
        own = {str(PurePosixPath(config))} if config else set()
        for name in _ROOTS:
            setting = unit.explicit(name)
            roots = [str(PurePosixPath(part)) for part in entries(literal(setting))]
            broad = [root for root in roots if root in _BROAD | own]
            if setting and broad:
                message = f"{name} opens {', '.join(broad)} to flows, with what Langflow and the "
                message += "system keep there"
                yield Match(message, setting.location, example_or(setting))
