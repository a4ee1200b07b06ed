"""Credentials among the settings."""

from scanner import values
from scanner.deployments.model import Setting
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
    if known_format(value):
        return True
    is_named = values.is_secret_name(setting.name)
    return is_named and values.looks_random(value) and not values.is_placeholder(value)
