"""Actions of other people, and whether their code can change under their name."""

import re

from scanner.deployments.pipelines.workflow_model import Step

_PINNED = re.compile(r"@[0-9a-f]{40}$|@sha256:")
_OWN = ("actions/", "github/", "./", "../")


def is_foreign(step: Step) -> bool:
    """Whether it is an action of somebody else, named by a tag or a branch."""
    foreign = "@" in step.uses and not step.uses.lower().startswith(_OWN)
    return foreign and not _PINNED.search(step.uses)
