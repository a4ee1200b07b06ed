"""What a variable is that Langflow does not know: nobody's, or read by another program."""

import re
from pathlib import PurePosixPath

from scanner.checks.cfg._values import lines_that_use
from scanner.checks.facts import Facts
from scanner.deployments import defaults
from scanner.deployments.model import Deployment, Form

PREFIX = "LANGFLOW_"


_READ_ELSEWHERE = frozenset(
    PREFIX + name
    for name in [
        "AGENTIC_USER_ID",
        "API_KEY",
        "CONNECTION_OAUTH_CONTEXT",
        "CONNECTION_OAUTH_REGISTRATIONS",
        "DEV_EXTENSIONS_DIR",
        "ENV",
        "ENVIRONMENT",
        "ENVIRONMENTS_FILE",
        "FLOW_ID",
        "FS_TOOL_BASE_DIR",
        "FS_TOOL_PEPPER_PATH",
        "LOG_ENV",
        "LOG_FORMAT",
        "LOG_LEVELS",
        "LOG_REDACT_KEYS",
        "LOG_TRACE_LOCALS",
        "LOG_RETRIEVER_BUFFER_SIZE",
        "LOG_ROTATION",
        "MIGRATION_SOURCE_URL",
        "MIGRATION_TARGET_URL",
        "OTEL_DB_SPANS",
        "OTEL_LOG_BODIES",
        "OTEL_LOG_LEVEL",
        "PRETTY_LOGS",
        "REQUEST_VARIABLES",
        "SANDBOX_BACKEND_PLUGINS",
        "SEED_DIR",
        "SERVER_URL",
        "SERVICE_NAME",
        "SUPERUSER_TOKEN",
        "TARGET_SECRET_KEY_FILE",
        "URL",
        "VERSION",
    ]
)
"""Names that a release of Langflow reads outside of its settings classes."""


_OF_A_KUBERNETES_SERVICE = re.compile(r"_(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP))")


_PROGRAMS = frozenset({".py", ".js", ".ts", ".tsx", ".mjs", ".sh", ".go", ".rb"})


def is_unknown(name: str) -> bool:
    """Whether no release of Langflow knows a name that has its prefix."""
    if not name.startswith(PREFIX) or name in defaults.known_settings() | _READ_ELSEWHERE:
        return False
    return not (_OF_A_KUBERNETES_SERVICE.search(name) or name.startswith("LANGFLOW_FEATURE_"))


def configures_a_server(unit: Deployment) -> bool:
    """Whether it sets up a server, rather than a client of one."""
    if unit.form is not Form.DOTENV:
        return unit.is_langflow
    known = {s.name for s in unit.settings if s.name in defaults.known_settings()}
    return bool(known - {"LANGFLOW_HOST", "LANGFLOW_PORT"})


def is_used_by_others(name: str, facts: Facts) -> bool:
    """Whether a file passes it on under another name, or a program of the repository reads it."""
    to_itself = re.compile(r"[\s-]*[\"']?" + re.escape(name) + r"[\"']?\s*[:=]")
    if any(not to_itself.match(line) for line in lines_that_use(name, facts)):
        return True
    programs = (s for s in facts.tree.sources if PurePosixPath(s.name).suffix in _PROGRAMS)
    return any(name.encode() in source.data for source in programs)
