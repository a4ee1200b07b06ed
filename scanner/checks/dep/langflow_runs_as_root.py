"""LF-DEP-020 langflow-runs-as-root."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form

_ROOT = frozenset({"root", "0"})


@check("LF-DEP-020")
def langflow_runs_as_root(facts: Facts) -> Iterator[Match]:
    """The user is root, or an own image that installs Langflow never leaves root."""
    for unit in facts.units:
        if not unit.is_langflow:
            continue
        user = unit.option("user")
        if user is not None:
            if user.value.partition(":")[0].strip() in _ROOT:
                yield Match(f"{unit.name} runs Langflow as root", user.location)
        elif unit.form is Form.DOCKERFILE and not _has_own_user(unit):
            message = f"{unit.name} installs Langflow and never leaves root: no USER instruction"
            yield Match(message, unit.location, fix="USER 1000")


def _has_own_user(unit: Deployment) -> bool:
    """Whether the base image sets a user itself, as Langflow's own images do."""
    return unit.image is None or unit.image.is_langflow or not unit.image.certain
