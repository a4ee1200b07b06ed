"""One commit from the server that a workflow runs on, where the checkout does not have it.

It goes to a private repository of ours: neither the checkout nor its configuration takes part. No
credential is sent, so this works for public repositories alone.
"""

import os
from pathlib import Path

from scanner.errors import EngineError
from scanner.tree import git

TIMEOUT = 60.0


def fetch(root: Path, url: str, commit: str, store: Path, protocol: str = "https") -> bool:
    """Whether the commit and its files are in `store` now, next to the objects of the checkout.

    Raises:
        EngineError: git is missing or took too long.
    """
    objects = git.run(root, "rev-parse", "--git-path", "objects", timeout=TIMEOUT)
    if objects.returncode:
        raise EngineError(f"git: {git.problem(objects)}")
    git.run(store, "init", "-q", "--bare", ".", timeout=TIMEOUT)
    there = root / os.fsdecode(objects.stdout).strip("\n")
    only = ("-c", f"protocol.{protocol}.allow=always", "-c", "credential.helper=")
    fetched = git.run(
        store, *only, "fetch", "-q", "--depth=1", "--no-tags", "--no-recurse-submodules",
        "--no-write-fetch-head", url, commit, timeout=TIMEOUT,
    )  # fmt: skip
    # Only now: what a shallow checkout lacks, the server would believe to be here.
    (store / "objects" / "info" / "alternates").write_bytes(os.fsencode(f"{there.resolve()}\n"))
    return fetched.returncode == 0
