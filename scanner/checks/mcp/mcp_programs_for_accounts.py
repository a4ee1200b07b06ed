"""LF-MCP-003 mcp-programs-for-accounts."""

from collections.abc import Iterator

from scanner.checks.conditions import is_multi_user, is_off, is_on, published_servers, runs_at_least
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import CUSTOM_CODE
from scanner.deployments.model import Deployment


@check("LF-MCP-003")
def mcp_programs_for_accounts(facts: Facts) -> Iterator[Match]:
    """Code is kept from users, but they may add MCP servers, which are programs that are started.

    Where users may save components, this adds nothing: LF-EXE-001 says so.
    """
    for unit in published_servers(facts):
        admin_only = is_on(unit, "LANGFLOW_CUSTOM_COMPONENT_ADMIN_ONLY")
        if not is_multi_user(unit) or not runs_at_least(unit, "1.10.3"):
            continue
        if not (is_off(unit, CUSTOM_CODE) or admin_only) or _mcp_is_hardened(unit):
            continue
        message = f"{unit.name} keeps code from its users, but lets them add MCP servers, which "
        message += "are programs that Langflow starts"
        fix = written(facts, unit.location, "LANGFLOW_MCP_SERVERS_LOCKED", "true")
        yield Match(message, unit.location, fix=fix)


def _mcp_is_hardened(unit: Deployment) -> bool:
    locked = is_on(unit, "LANGFLOW_MCP_SERVERS_LOCKED") or is_off(
        unit, "LANGFLOW_MCP_SERVER_ENABLED"
    )
    packages = unit.explicit("LANGFLOW_MCP_SERVER_ALLOWED_PACKAGES") is not None
    return locked or (packages and is_on(unit, "LANGFLOW_MCP_SERVER_INTERPRETER_HARDENING"))
