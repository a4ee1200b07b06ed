"""The checks of family LF-MCP, one module a rule."""

from scanner.checks.mcp import (
    mcp_environment_loads_code,
    mcp_package_not_pinned,
    mcp_programs_for_accounts,
    mcp_project_without_key,
    mcp_server_runs_shell,
    mcp_server_without_tls,
    secret_in_mcp_config,
)

__all__ = [
    "mcp_environment_loads_code",
    "mcp_package_not_pinned",
    "mcp_programs_for_accounts",
    "mcp_project_without_key",
    "mcp_server_runs_shell",
    "mcp_server_without_tls",
    "secret_in_mcp_config",
]
