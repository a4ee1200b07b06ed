"""Secret keys that are literals."""

from scanner import values
from scanner.checks.conditions import literal
from scanner.checks.setting_names import SECRET_KEY
from scanner.deployments.model import Setting


def private_key_text(setting: Setting) -> str:
    """A literal key that neither asks to be replaced nor is public: LF-KEY-002 has those."""
    value = literal(setting) if setting.name == SECRET_KEY else ""
    return "" if values.is_published_key(value) else value
