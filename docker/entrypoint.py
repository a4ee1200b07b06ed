"""Becomes the owner of the workspace, gives up every capability, and starts the scanner.

The workspace is mounted from outside: user 1001 owns it on GitHub's runners, anyone else on others
and on a desktop. The SARIF file and the step's outputs can only be written as that user, and a
fixed `USER` in the image would be the wrong one somewhere. So the container starts as root, and
this file alone runs as root, unless root owns the workspace. Started as another user (`docker run
--user`), or without the capabilities that the change needs (`--cap-drop ALL`), it starts the
scanner as what it is.

Python and not a shell, because a shell loses variables like `INPUT_FAIL-ON`.
"""

import os
import sys
from pathlib import Path

SETGID, SETUID, SETPCAP = 1 << 6, 1 << 7, 1 << 8
"""Bits of linux/capability.h."""


def capabilities() -> int:
    """What this process may do, as bits."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("CapEff:")[2].split()[0], 16)


def main() -> None:
    """Replace this process by the scanner."""
    command = [sys.executable, "-I", "-X", "utf8", "-m", "scanner.action", *sys.argv[1:]]
    needed = SETGID | SETUID | SETPCAP
    if os.getuid() == 0 and capabilities() & needed == needed:
        owner = Path.cwd().stat()
        user = [f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]
        without = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
        command = ["/usr/bin/setpriv", *user, *without, "--", *command]
    os.execv(command[0], command)  # noqa: S606 - no shell is what we want


main()
