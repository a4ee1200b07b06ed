"""Credentials among the settings."""

from scanner import values
from scanner.deployments.model import Setting
from scanner.secrets.judgement import no_secret
from scanner.secrets.known import known_format
from scanner.tree import guards


def literal(setting: Setting | None) -> str:
    """The value that is really written in the file; empty for none, a reference or unknown."""
    if setting is None:
        return ""
    points = setting.value is None or values.is_reference(setting.value)
    if guards.holds("reference", setting.location, points):
        return ""
    return (setting.value or "").strip()


def is_credential(setting: Setting) -> bool:
    """The name says so and the value looks so, or the value has a provider's form."""
    value = setting.value or ""
    is_named = values.is_secret_name(setting.name) and values.looks_random(value)
    if not is_named and not known_format(value):
        return False
    return not no_secret(value, setting.name, setting.location.uri)
