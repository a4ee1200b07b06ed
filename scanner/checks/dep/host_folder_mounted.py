"""LF-DEP-023 host-folder-mounted."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_HOST_FOLDERS = frozenset(
    {"/", "/etc", "/root", "/home", "/proc", "/sys", "/dev", "/var", "/var/run", "/run", "/usr"}
    | {"~", "~/.ssh", "~/.aws", "~/.kube", "$HOME", "${HOME}"}
)


@check("LF-DEP-023")
def host_folder_mounted(facts: Facts) -> Iterator[Match]:
    """A folder of the host that holds more than Langflow's own data."""
    for unit in facts.units:
        for mount in unit.mounts if unit.is_langflow or unit.in_stack else ():
            folder = mount.source.rstrip("/") or "/"
            if not (mount.source.startswith(("/", "~", "$")) and folder in _HOST_FOLDERS):
                continue
            words = "read" if mount.read_only else "read and change"
            message = f"{unit.name} can {words} {folder} of the host"
            if unit.is_langflow:
                yield Match(message, mount.location, "read-only" if mount.read_only else "")
            elif not mount.read_only:  # monitors read the host; that is what they are for
                yield Match(message, mount.location, "stack")
