"""LF-CFG-002 unusable-setting-value."""

from collections.abc import Iterator, Mapping

from scanner import values
from scanner.checks.cfg._values import lines_that_use, winning_settings
from scanner.checks.conditions import given, runs_at_least
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import defaults
from scanner.deployments.model import Deployment, Form
from scanner.secrets.known import known_format
from scanner.tree.guards import is_template

_WORDS: Mapping[str, frozenset[str]] = {
    "LANGFLOW_ACCESS_SAME_SITE": frozenset({"lax", "strict", "none"}),
    "LANGFLOW_REFRESH_SAME_SITE": frozenset({"lax", "strict", "none"}),
    "LANGFLOW_API_KEY_SOURCE": frozenset({"db", "env"}),
    "LANGFLOW_TWEAKS_POLICY": frozenset({"permissive", "declared", "off"}),
}


_FOLDED_WORDS: Mapping[str, frozenset[str]] = {
    "LANGFLOW_DEPLOYMENT_PROFILE": frozenset({"dev", "prod"}),
    "LANGFLOW_SANDBOX_BACKEND": frozenset({"none", "exec-sandbox"}),
}
"""Settings with a fixed set of words; the second take any case and spaces around."""


_ALGORITHMS = frozenset({"HS256", "RS256", "RS512"})
"""Of session tokens; an enumeration since 1.8 (lfx/services/settings/auth.py:36-42 of 1.13.0)."""


_LISTS = frozenset(
    {
        "LANGFLOW_CORS_ORIGINS",
        "LANGFLOW_SSRF_ALLOWED_HOSTS",
        "LANGFLOW_KB_ALLOWED_HOSTS",
        "LANGFLOW_KB_ALLOWED_FOLDER_ROOTS",
        "LANGFLOW_DIRECTORY_COMPONENT_ALLOWED_ROOTS",
        "LANGFLOW_PROVIDER_CREDENTIAL_ALLOWED_HOSTS",
        "LANGFLOW_SANDBOX_ALLOWED_DOMAINS",
        "LANGFLOW_BUNDLE_URLS",
    }
)


@check("LF-CFG-002")
def unusable_setting_value(facts: Facts) -> Iterator[Match]:
    """A value with which the server does not start, or which it reads as something else."""
    for unit in facts.units:
        if not unit.is_langflow:
            continue
        for name, setting in winning_settings(unit).items():
            if setting.value is None or is_template(setting.location):
                continue
            if values.is_reference(setting.value):
                continue
            wanted = _refused(unit, name, setting.value)
            if wanted and _is_interpolated(unit, name, facts):
                continue
            if wanted:
                message = f"{name} is {_shown(setting.value)}, and Langflow does not start with "
                message += f"that: {wanted}"
                yield Match(message, setting.location)
            elif name in _LISTS and setting.value.lstrip().startswith("["):
                message = f"{name} is a JSON list, which Langflow reads as names with brackets and "
                message += "quotes in them: separate the entries by commas alone"
                yield Match(message, setting.location, "list")


def _is_interpolated(unit: Deployment, name: str, facts: Facts) -> bool:
    """Whether a lone .env file may only feed another file, which has a default of its own."""
    return unit.form is Form.DOTENV and any(lines_that_use(name, facts))


def _shown(value: str) -> str:
    """A word as it is; anything that might be a misplaced secret only by its length."""
    if not value:
        return "empty"
    is_word = len(value) <= 12 and value.isascii() and not known_format(value)
    return repr(value) if is_word else f"a text of {len(value)} characters"


def _refused(unit: Deployment, name: str, value: str) -> str:
    """What would be accepted, in words; empty where the value is."""
    if defaults.is_boolean(name):
        return "" if values.truth(value) is not None else "it takes true or false"
    words = _WORDS.get(name) or _FOLDED_WORDS.get(name)
    if name == "LANGFLOW_ALGORITHM" and runs_at_least(unit, "1.8.4"):
        words = _ALGORITHMS
    if words is None or given(unit, "LANGFLOW_SANDBOX_BACKEND_PLUGINS"):
        return ""
    folded = value.strip().lower() if name in _FOLDED_WORDS else value
    return "" if folded in words else f"it takes {', '.join(sorted(words))}"
