"""git, asked about a repository that nobody vouches for.

Its configuration must start no program, and no object may be fetched: a partial clone would ask the
remote that the repository's own configuration names.
"""

import os
import tempfile
from pathlib import Path

from scanner import process
from scanner.process import Completed

_SAFE = {
    "safe.directory": "*",  # a container's user rarely owns the checkout
    "core.fsmonitor": "",
    "core.hooksPath": os.devnull,
    "log.showSignature": "false",
    "protocol.allow": "never",
}
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
}


def run(root: Path, *arguments: str, timeout: float, stdin: bytes = b"") -> Completed:
    """One git command in `root`.

    Raises:
        EngineError: git is missing, took too long, or printed more than the cap.
    """
    argv = ["git", "-C", str(root)]
    argv += [part for name, value in _SAFE.items() for part in ("-c", f"{name}={value}")]
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as cwd:
        return process.run(
            [*argv, *arguments],
            cwd=Path(cwd),
            timeout=timeout,
            stdin=stdin,
            extra_env=_ENVIRONMENT,
        )


def is_inside(root: Path) -> bool:
    """Whether a folder belongs to a repository."""
    return any((folder / ".git").exists() for folder in (root, *root.parents))


def problem(done: Completed) -> str:
    """The last line of what git complained about; empty where it did not fail."""
    return done.stderr_tail.strip().rpartition("\n")[2] if done.returncode else ""
