"""LF-DEP-022 container-socket-mounted."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_SOCKETS = re.compile(r"/(docker|podman|containerd|crio)\.sock$")


@check("LF-DEP-022")
def container_socket_mounted(facts: Facts) -> Iterator[Match]:
    """The container engine's socket inside a container."""
    for unit in facts.units:
        if not (unit.is_langflow or unit.in_stack):
            continue
        for mount in unit.mounts:
            if _SOCKETS.search(mount.source):
                message = f"{unit.name} gets the container engine's socket: whoever controls the "
                message += "container is root of the host"
                yield Match(message, mount.location, "" if unit.is_langflow else "stack")
