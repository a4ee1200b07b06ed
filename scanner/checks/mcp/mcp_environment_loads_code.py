"""LF-MCP-004 mcp-environment-loads-code."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import entries, example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_LOADING = re.compile(
    r"path|home|env|ifs|shellopts|bashopts|ps4|tmpdir|editor|visual|pager|browser|classpath|comspec"
    r"|(?:http|https|all)_proxy|requests_ca_bundle"
    r"|(?:ld|dyld|gconv|openssl|bash|npm_config|pip|uv|yarn|pnpm|bun|poetry|cargo|deno|gem|node|lua"
    r"|java|jdk|dotnet|git|ssl_cert|xdg)_.*|(?:python|perl|ruby).*",
    re.IGNORECASE,
)


_HARMLESS = re.compile(
    r"python(?:unbuffered|ioencoding|dontwritebytecode|hashseed|utf8|faulthandler)|node_env"
    r"|git_(?:author|committer)_(?:name|email|date)|git_terminal_prompt",
    re.IGNORECASE,
)
"""Families of variables that load code or redirect downloads, and members that do not
(lfx/base/mcp/security.py:96-270 of 1.13.0)."""


@check("LF-MCP-004")
def mcp_environment_loads_code(facts: Facts) -> Iterator[Match]:
    """An allow-list that gives back the variables by which an MCP server loads code."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_MCP_SERVER_ENV_ALLOWLIST")
        names = [n for n in entries(literal(setting)) if _LOADING.fullmatch(n)]
        loading = [name for name in names if not _HARMLESS.fullmatch(name)]
        if setting and loading:
            message = f"{setting.name} lets users set {', '.join(loading[:5])}: such a variable "
            message += "makes an allowed program load other code"
            yield Match(message, setting.location, example_or(setting))
