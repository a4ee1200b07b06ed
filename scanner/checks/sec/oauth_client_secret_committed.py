"""LF-SEC-009 oauth-client-secret-committed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.conditions import example_or, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.errors import ReadError
from scanner.formats import json_, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.guards import is_template
from scanner.tree.source import FileKind, Source

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
