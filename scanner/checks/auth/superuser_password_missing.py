"""LF-AUTH-005 superuser-password-missing."""

from collections.abc import Iterator

from packaging.version import Version

from scanner.checks.conditions import is_multi_user, servers
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import PASSWORD


@check("LF-AUTH-005")
def superuser_password_missing(facts: Facts) -> Iterator[Match]:
    """Auto-login off and no password, in a release that refuses to start so.

    langflow/services/utils.py:226-239 of 1.13.0. Before 1.11 the default password was public: that
    is LF-AUTH-004.
    """
    for unit in servers(facts):
        aborts = unit.version is not None and unit.version >= Version("1.13.0")
        if aborts and is_multi_user(unit) and unit.explicit(PASSWORD) is None:
            message = f"{unit.name} has auto-login off and sets no {PASSWORD}: "
            message += f"Langflow {unit.version} does not start"
            yield Match(message, unit.location)
