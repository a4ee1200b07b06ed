"""LF-SEC-013 server-secrets-become-variables."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import entries, example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import IMPORTED

_OF_THE_SERVER = re.compile(
    r"(?:LANGFLOW|LFX)_.*|DATABASE_URL|POSTGRES_PASSWORD|PGPASSWORD|MYSQL_ROOT_PASSWORD"
    r"|SECRET_KEY|JWT_SECRET(?:_KEY)?|SESSION_SECRET|SIGNING_KEY|ENCRYPTION_KEY"
    r"|(?:(?:OAUTH|GOOGLE|GITHUB|MICROSOFT|AZURE)_)?CLIENT_SECRET"
    r"|(?:\w+_)?(?:ADMIN|ROOT|MASTER)_(?:USER_)?(?:PASS(?:WORD)?|PWD|KEY|TOKEN)|ELASTIC_PASSWORD"
    r"|SMTP_PASS(?:WORD)?|EMAIL_HOST_PASSWORD|(?:GITHUB|GH|GITLAB)_TOKEN",
    re.IGNORECASE,
)
"""Names that Langflow itself keeps from flows (lfx/utils/env_var_security.py of 1.13.0), less those
of stores and clouds that flows have a use for: `OPENSEARCH_PASSWORD`, `REDIS_URL`. The accounts of
administrators of what runs next to it are added."""


@check("LF-SEC-013")
def server_secrets_become_variables(facts: Facts) -> Iterator[Match]:
    """Names of the server's own secrets in the list of what flows may use."""
    for unit in facts.units:
        setting = unit.explicit(IMPORTED)
        names = [name for name in entries(literal(setting)) if _OF_THE_SERVER.fullmatch(name)]
        if setting and names:
            message = f"{IMPORTED} gives flows {', '.join(names[:5])}, which belong to the server"
            yield Match(message, setting.location, example_or(setting))
