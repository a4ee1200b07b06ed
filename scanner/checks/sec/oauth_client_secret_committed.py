"""LF-SEC-009 oauth-client-secret-committed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.conditions import example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import own_files
from scanner.tree.guards import is_template

REGISTRATIONS = "LANGFLOW_CONNECTION_OAUTH_REGISTRATIONS"


_CLIENT_SECRET = re.compile(r"(?:oauth_?)?client_?secret", re.IGNORECASE)


@check("LF-SEC-009")
def oauth_client_secret_committed(facts: Facts) -> Iterator[Match]:
    """A literal client secret in the registrations, or in the file that single sign-on reads."""
    files: set[str] = set()
    for unit in facts.units:
        setting = unit.explicit(REGISTRATIONS)
        if setting and setting.value and _holds_client_secret(setting.value):
            message = f"{REGISTRATIONS} holds an OAuth client secret"
            yield Match(message, setting.location, example_or(setting))
        named = literal(unit.explicit("LANGFLOW_SSO_CONFIG_FILE"))
        files |= {PurePosixPath(named).name} if named else set()
    for one in own_files.texts(facts.tree, files):
        if _is_client_secret(one.name, one.value):
            message = "the client secret of single sign-on is written here"
            yield Match(message, one.location, "example" if is_template(one.location) else "")


def _holds_client_secret(text: str) -> bool:
    return any(_is_client_secret(*one) for one in own_files.texts_of_json(text))


def _is_client_secret(key: str, value: str) -> bool:
    """Whether it is one that is neither a reference nor a placeholder."""
    text = value.strip()
    stands_for_one = values.is_reference(text) or values.is_placeholder(text)
    return bool(text) and bool(_CLIENT_SECRET.fullmatch(key)) and not stands_for_one
