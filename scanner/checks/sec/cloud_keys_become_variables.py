"""LF-SEC-012 cloud-keys-become-variables."""

from collections.abc import Iterator

from scanner.checks.conditions import entries, has_database, is_on, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import IMPORTED

STORED = "LANGFLOW_STORE_ENVIRONMENT_VARIABLES"


_AWS = ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")


@check("LF-SEC-012")
def cloud_keys_become_variables(facts: Facts) -> Iterator[Match]:
    """Keys of the cloud account, taken over into the variables that flows may use.

    lfx/services/settings/constants.py:42-43 of 1.13.0 lists them among what is taken over.
    """
    for unit in servers(facts):
        names = unit.explicit(IMPORTED)
        setting = next((found for name in _AWS if (found := unit.explicit(name))), None)
        stored = unit.explicit(STORED)
        if setting is None or setting.value == "" or (stored and not is_on(unit, STORED)):
            continue
        if not has_database(unit):
            continue
        if names and (not names.value or not {*_AWS} & {*entries(names.value)}):
            continue
        message = f"{unit.name} has {setting.name}, which Langflow stores as a global variable: "
        message += "flows can use the cloud account"
        fix = written(facts, setting.location, STORED, "false")
        yield Match(message, setting.location, fix=fix)
