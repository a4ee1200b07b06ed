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
        for mount in unit.mounts if unit.is_langflow else ():
            folder = mount.source.rstrip("/") or "/"
            if mount.source.startswith(("/", "~", "$")) and folder in _HOST_FOLDERS:
                words = "read" if mount.read_only else "read and change"
                message = f"{unit.name} can {words} {folder} of the host"
                yield Match(message, mount.location, "read-only" if mount.read_only else "")
