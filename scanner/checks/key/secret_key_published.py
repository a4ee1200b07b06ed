"""LF-KEY-002 secret-key-published."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.credentials import literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY
from scanner.tree.guards import is_template


@check("LF-KEY-002")
def secret_key_published(facts: Facts) -> Iterator[Match]:
    """A key that is a placeholder or public."""
    for unit in facts.units:
        for setting in (s for s in unit.settings if s.name == SECRET_KEY):
            value = literal(setting)
            if value and values.is_published_key(value):
                variant = "example" if is_template(setting.location) else ""
                message = (
                    f"{setting.location.logical_name or SECRET_KEY} is a placeholder or a key "
                )
                message += "that is public: everyone can forge a superuser's session"
                yield Match(message, setting.location, variant)
