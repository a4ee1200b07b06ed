"""LF-NET-006 tls-key-committed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.model.place import Location
from scanner.tree.guards import is_test
from scanner.tree.source import Source

_PRIVATE = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE" + r" KEY-----")


_FOR_TRIAL = re.compile(
    r"(?:^|[^a-z])(?:localhost|dev|test|example|dummy|self[-_]?signed|snakeoil|local)(?:[^a-z]|$)"
)


@check("LF-NET-006")
def tls_key_committed(facts: Facts) -> Iterator[Match]:
    """A private key in the tree that Langflow or its proxy is told to use."""
    users: dict[str, Location] = {}
    for host in facts.virtual_hosts:
        users |= {PurePosixPath(file).name: host.location for file in host.key_files}
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_SSL_KEY_FILE")
        if setting is not None and literal(setting):
            users[PurePosixPath(literal(setting)).name] = setting.location
    for source in facts.tree.sources:
        user = users.get(source.name)
        place = _private_key(source) if user is not None else None
        if user is not None and place is not None:
            trial = is_test(source.uri) or bool(_FOR_TRIAL.search(source.uri.lower()))
            message = (
                f"{source.uri} is the private key of Langflow's certificate: whoever has it can "
            )
            message += "read and change what users send"
            yield Match(message, place, "trial" if trial else "", related=(user,))


def _private_key(source: Source) -> Location | None:
    match = _PRIVATE.search(source.text) if len(source.data) < 100_000 else None
    if match is None:
        return None
    return source.at(match.start(), match.end(), source.name)
