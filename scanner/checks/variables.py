"""What of the server's environment and logs flows and others get to see: LF-SEC-*, LF-LOG-*."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.conditions import (
    entries,
    example_or,
    has_database,
    is_multi_user,
    is_on,
    literal,
    published_servers,
    runs_at_least,
    servers,
)
from scanner.checks.match import Facts, Match, check, written
from scanner.errors import ReadError
from scanner.formats import json_, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.finding import Location
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind, Source

IMPORTED = "LANGFLOW_VARIABLES_TO_GET_FROM_ENVIRONMENT"
REGISTRATIONS = "LANGFLOW_CONNECTION_OAUTH_REGISTRATIONS"
FALLBACK = "LANGFLOW_FALLBACK_TO_ENV_VAR"
STORED = "LANGFLOW_STORE_ENVIRONMENT_VARIABLES"

_CLIENT_SECRET = re.compile(r"(?:oauth_?)?client_?secret", re.IGNORECASE)
_AWS = ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")

_OF_THE_SERVER = re.compile(
    r"(?:LANGFLOW|LFX)_.*|DATABASE_URL|POSTGRES_PASSWORD|PGPASSWORD|MYSQL_ROOT_PASSWORD"
    r"|SECRET_KEY|JWT_SECRET(?:_KEY)?|SESSION_SECRET|SIGNING_KEY|ENCRYPTION_KEY"
    r"|(?:(?:OAUTH|GOOGLE|GITHUB|MICROSOFT|AZURE)_)?CLIENT_SECRET"
    r"|SMTP_PASS(?:WORD)?|EMAIL_HOST_PASSWORD|(?:GITHUB|GH|GITLAB)_TOKEN",
    re.IGNORECASE,
)
"""Names that Langflow itself keeps from flows (lfx/utils/env_var_security.py of 1.13.0), less those
of stores and clouds that flows have a use for: `OPENSEARCH_PASSWORD`, `REDIS_URL`."""


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
    for source in facts.tree.of(FileKind.TEXT):
        if source.name in files:
            yield from _client_secrets(source)


def _holds_client_secret(text: str) -> bool:
    try:
        return any(True for _ in _literals(json_.read(text)))
    except ReadError:
        return False  # no JSON: the server does not take it either


def _literals(root: Node) -> Iterator[Node]:
    """The values of client secrets that are neither references nor placeholders."""
    for node in root.walk():
        for key, value in node.mapping.items():
            text = value.text.strip()
            stands_for_one = values.is_reference(text) or values.is_placeholder(text)
            if text and _CLIENT_SECRET.fullmatch(key) and not stands_for_one:
                yield value


def _client_secrets(source: Source) -> Iterator[Match]:
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return  # not the YAML that single sign-on reads, whatever else it is
    lines = Lines(source.text)
    for value in (found for document in documents for found in _literals(document)):
        place = Location(source.uri, lines.region(value.start, value.end), "client_secret")
        message = "the client secret of single sign-on is written here"
        yield Match(message, place, "example" if is_template(place) else "")


@check("LF-SEC-012")
def cloud_keys_become_variables(facts: Facts) -> Iterator[Match]:
    """Keys of the cloud account, taken over into the variables that flows may use.

    lfx/services/settings/constants.py:42-43 of 1.13.0 lists them among what is taken over.
    """
    for unit in servers(facts):
        names = unit.explicit(IMPORTED)
        setting = next((found for name in _AWS if (found := unit.explicit(name))), None)
        stored = unit.explicit(STORED)
        if setting is None or setting.value == "" or (stored and not is_on(unit, STORED)):
            continue
        if not has_database(unit):
            continue
        if names and (not names.value or not {*_AWS} & {*entries(names.value)}):
            continue
        message = f"{unit.name} has {setting.name}, which Langflow stores as a global variable: "
        message += "flows can use the cloud account"
        fix = written(facts, setting.location, STORED, "false")
        yield Match(message, setting.location, fix=fix)


@check("LF-SEC-013")
def server_secrets_become_variables(facts: Facts) -> Iterator[Match]:
    """Names of the server's own secrets in the list of what flows may use."""
    for unit in facts.units:
        setting = unit.explicit(IMPORTED)
        names = [name for name in entries(literal(setting)) if _OF_THE_SERVER.fullmatch(name)]
        if setting and names:
            message = f"{IMPORTED} gives flows {', '.join(names[:5])}, which belong to the server"
            yield Match(message, setting.location, example_or(setting))


@check("LF-SEC-014")
def flows_read_environment(facts: Facts) -> Iterator[Match]:
    """A flow names a variable of the server's environment, and gets it."""
    for unit in published_servers(facts):
        effective = unit.effective(FALLBACK)
        truth = values.truth(effective.value) if effective and effective.value else None
        if effective is None or truth is not True or not is_multi_user(unit):
            continue
        everything = not runs_at_least(unit, "1.10.3")
        what = "any variable" if everything else "variables, except Langflow's own and well-known"
        message = f"accounts of {unit.name} can read {what} of the server's environment by name: "
        message += f"{FALLBACK} is on" + (" by default" if effective.is_default else "")
        fix = written(facts, effective.location, FALLBACK, "false")
        yield Match(message, effective.location, "unguarded" if everything else "", fix=fix)


@check("LF-LOG-001")
def secrets_in_logs(facts: Facts) -> Iterator[Match]:
    """Debug messages, or the local variables of every function in a traceback."""
    for unit in facts.units:
        local = unit.explicit("LANGFLOW_LOG_TRACE_LOCALS")
        if local and literal(local).lower() == "true" and not is_development(local.location):
            message = f"{local.name} is on: tracebacks show local variables, keys included"
            fix = written(facts, local.location, local.name, "false")
            yield Match(message, local.location, example_or(local, "locals"), fix=fix)
        level = unit.explicit("LANGFLOW_LOG_LEVEL")
        near = level and (is_development(level.location) or is_template(level.location))
        if level and literal(level).lower() == "debug" and not near:
            message = f"{level.name} is debug: the log holds what users send and receive"
            fix = written(facts, level.location, level.name, "info")
            yield Match(message, level.location, fix=fix)
