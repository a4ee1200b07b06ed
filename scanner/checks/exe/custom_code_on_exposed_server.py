"""LF-EXE-001 custom-code-on-exposed-server."""

from collections.abc import Iterator

from scanner.checks.conditions import is_multi_user, is_on, published_servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import AUTO_LOGIN, CUSTOM_CODE
from scanner.deployments.model import Deployment


@check("LF-EXE-001")
def custom_code_on_exposed_server(facts: Facts) -> Iterator[Match]:
    """A published server that runs whatever Python its users save."""
    for unit in published_servers(facts):
        if not is_on(unit, CUSTOM_CODE):
            continue
        effective = unit.effective(CUSTOM_CODE)
        place = effective.location if effective else unit.location
        fix = written(facts, place, CUSTOM_CODE, "false")
        if is_on(unit, AUTO_LOGIN) or _accounts_for_everybody(unit):
            message = f"{unit.name} is published, lets everyone in and runs the Python that "
            message += f"they save: {CUSTOM_CODE} is on"
            yield Match(message, place, fix=fix)
        elif is_multi_user(unit) and not is_on(unit, "LANGFLOW_CUSTOM_COMPONENT_ADMIN_ONLY"):
            message = f"{unit.name} is published and runs the Python that any account saves: "
            message += f"{CUSTOM_CODE} is on"
            yield Match(message, place, "accounts", fix=fix)


def _accounts_for_everybody(unit: Deployment) -> bool:
    return is_on(unit, "LANGFLOW_NEW_USER_IS_ACTIVE") and is_on(unit, "LANGFLOW_ENABLE_SIGNUP")
