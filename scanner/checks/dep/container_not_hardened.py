"""LF-DEP-024 container-not-hardened."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form
from scanner.tree.guards import is_development, is_template

_CONFINED = frozenset({Form.COMPOSE, Form.DOCKER_RUN, Form.KUBERNETES})


@check("LF-DEP-024")
def container_not_hardened(facts: Facts) -> Iterator[Match]:
    """A container with the rights of every other one."""
    for unit in facts.units:
        if not unit.is_langflow or unit.form not in _CONFINED or unit.image is None:
            continue
        missing = list(_missing(unit))
        if missing and not is_development(unit.location) and not is_template(unit.location):
            message = f"{unit.name} runs without {', '.join(missing)}"
            yield Match(message, unit.location)


def _missing(unit: Deployment) -> Iterator[str]:
    given_options = {(o.name, o.value.lower().replace("=", ":")) for o in unit.options}
    if not any(n == "security_opt" and v.startswith("no-new-privileges") for n, v in given_options):
        yield "no-new-privileges"
    if ("cap_drop", "all") not in given_options:
        yield "dropped capabilities"
    if ("read_only", "true") not in given_options:
        yield "a read-only root file system"
