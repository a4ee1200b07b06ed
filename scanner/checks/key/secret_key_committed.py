"""LF-KEY-001 secret-key-committed."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.credentials import literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY
from scanner.tree.guards import is_template
from scanner.tree.source import FileKind

_KEY_FILE = re.compile(r"[A-Za-z0-9_-]{43}=?\s*")


@check("LF-KEY-001")
def secret_key_committed(facts: Facts) -> Iterator[Match]:
    """A literal key of a deployment, or the key file of a configuration folder."""
    for unit in facts.units:
        for setting in (s for s in unit.settings if s.name == SECRET_KEY):
            value = literal(setting)
            if value and not values.is_published_key(value):
                variant = "example" if is_template(setting.location) else ""
                message = f"{setting.location.logical_name or SECRET_KEY} is written here "
                message += (
                    f"({len(value)} characters): whoever reads the repository can forge sessions"
                )
                yield Match(message, setting.location, variant)
    for source in facts.tree.of(FileKind.TEXT):
        if source.name == "secret_key" and _KEY_FILE.fullmatch(source.text):
            message = f"{source.uri} is the secret key file of a Langflow configuration folder"
            yield Match(message, source.at(0, len(source.text.rstrip()), "secret_key"))
