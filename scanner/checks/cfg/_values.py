"""What the settings rules share: values that win, and settings that protect."""

import re
from collections.abc import Iterator, Mapping

from scanner.checks.facts import Facts
from scanner.deployments.model import Deployment, Setting
from scanner.tree.source import FileKind

PROTECTIVE: Mapping[str, bool | None] = {
    "LANGFLOW_AUTO_LOGIN": False,
    "LANGFLOW_SKIP_AUTH_AUTO_LOGIN": False,
    "LANGFLOW_NEW_USER_IS_ACTIVE": False,
    "LANGFLOW_ENABLE_SIGNUP": False,
    "LANGFLOW_ENABLE_SUPERUSER_CLI": False,
    "LANGFLOW_WEBHOOK_AUTH_ENABLE": True,
    "LANGFLOW_SSRF_PROTECTION_ENABLED": True,
    "LANGFLOW_CONNECTOR_SSRF_VALIDATION_ENABLED": True,
    "LANGFLOW_RATE_LIMIT_ENABLED": True,
    "LANGFLOW_RESTRICT_LOCAL_FILE_ACCESS": True,
    "LANGFLOW_ALLOW_CUSTOM_COMPONENTS": False,
    "LANGFLOW_ALLOW_PUBLIC_CUSTOM_COMPONENTS": False,
    "LANGFLOW_CUSTOM_COMPONENT_ADMIN_ONLY": True,
    "LANGFLOW_BLOCK_CODE_INTERPRETER_COMPONENTS": True,
    "LANGFLOW_MCP_SERVERS_LOCKED": True,
    "LANGFLOW_MCP_SERVER_ALLOWED_PACKAGES": None,
    "LANGFLOW_MCP_SERVER_INTERPRETER_HARDENING": True,
    "LANGFLOW_CORS_ORIGINS": None,
    "LANGFLOW_CORS_ALLOW_CREDENTIALS": False,
    "LANGFLOW_ACCESS_TOKEN_EXPIRE_SECONDS": None,
    "LANGFLOW_REFRESH_TOKEN_EXPIRE_SECONDS": None,
    "LANGFLOW_SUPERUSER_PASSWORD": None,
    "LANGFLOW_SECRET_KEY": None,
    "LANGFLOW_DATABASE_URL": None,
    "LANGFLOW_SSL_CERT_FILE": None,
    "LANGFLOW_SSL_KEY_FILE": None,
    "LANGFLOW_SAVE_DB_IN_CONFIG_DIR": True,
}
"""Settings that protect, and the value that does; None where any value may be meant so."""


def winning_settings(unit: Deployment) -> dict[str, Setting]:
    """The setting that counts for each name, found in one pass."""
    return {setting.name: setting for setting in unit.settings}


def lines_that_use(name: str, facts: Facts) -> Iterator[str]:
    """The lines of the tree that take the value of a variable."""
    taken = re.compile(r"\$\{?" + re.escape(name) + r"\b")
    for source in facts.tree.sources:
        if source.kind is not FileKind.BINARY and name.encode() in source.data:
            yield from (line for line in source.text.splitlines() if taken.search(line))
