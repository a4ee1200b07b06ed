"""LF-AUTH-003 bare-setting-beside-prefixed."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Form, Setting

_BARE = {
    "AUTO_LOGIN": "LANGFLOW_AUTO_LOGIN",
    "SECRET_KEY": "LANGFLOW_SECRET_KEY",  # pragma: allowlist secret
    "SUPERUSER_PASSWORD": "LANGFLOW_SUPERUSER_PASSWORD",  # pragma: allowlist secret
    "NEW_USER_IS_ACTIVE": "LANGFLOW_NEW_USER_IS_ACTIVE",
    "ENABLE_SIGNUP": "LANGFLOW_ENABLE_SIGNUP",
    "WEBHOOK_AUTH_ENABLE": "LANGFLOW_WEBHOOK_AUTH_ENABLE",
}


@check("LF-AUTH-003")
def bare_setting_beside_prefixed(facts: Facts) -> Iterator[Match]:
    """Both spellings of one setting, with different values: the order of the environment decides.

    `langflow run` strips the prefix of every variable and sets what AuthSettings has by that name,
    the last one last (langflow/__main__.py:573-576 of 1.13.0).
    """
    for unit in facts.units:
        if not unit.is_langflow or unit.form is Form.DOTENV:
            continue
        for bare, name in _BARE.items():
            written_bare = _named(unit, bare)
            prefixed = _named(unit, name)
            if written_bare and prefixed and _differ(written_bare, prefixed):
                message = f"{bare} and {name} are both set, to different values: langflow run "
                message += "takes either name, and the last one in its environment wins"
                yield Match(message, written_bare.location, related=(prefixed.location,))


def _named(unit: Deployment, name: str) -> Setting | None:
    """The winning setting that is written with exactly this name."""
    found = (s for s in reversed(unit.settings) if s.location.logical_name == name)
    return next(found, None)


def _differ(one: Setting, other: Setting) -> bool:
    if one.value is None or other.value is None:
        return False
    truths = values.truth(one.value), values.truth(other.value)
    return truths[0] is not truths[1] if None not in truths else one.value != other.value
