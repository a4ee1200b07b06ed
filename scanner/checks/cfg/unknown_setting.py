"""LF-CFG-004 unknown-setting."""

import re
from collections.abc import Iterator

from scanner.checks.cfg._names import configures_a_server, is_unknown, is_used_by_others
from scanner.checks.cfg._values import winning_settings
from scanner.checks.cfg.misspelt_security_setting import meant_setting
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import IMPORTED
from scanner.deployments.model import Deployment
from scanner.tree.guards import is_template

_OF_CLIENTS = re.compile(
    r"_(?:FLOW|ID|UUID|NAME|NAMESPACE|IMAGE|TAG|DIR|FOLDER|VOLUME|DOMAIN|URLS?|URI|ENDPOINT|TOKEN|KEYS?"
    r"|HOSTNAME|EMAIL|TIMEOUT|REPLICAS|MEMORY|CPUS?|LIMIT|PORTS?)$"
)
"""Names that Compose files and callers of the API make up for themselves."""
_ASKED_ABOUT = 50
"""For how many names of one server the tree is searched."""


@check("LF-CFG-004")
def unknown_setting(facts: Facts) -> Iterator[Match]:
    """A name that no release knows, and that is near no setting that protects (LF-CFG-001)."""
    for unit in facts.units:
        if not configures_a_server(unit) or is_template(unit.location):
            continue
        candidates = [name for name in winning_settings(unit) if _is_nobodys(name, unit)]
        for name in candidates[:_ASKED_ABOUT]:
            setting = unit.explicit(name)
            if setting is None or is_template(setting.location) or is_used_by_others(name, facts):
                continue
            message = f"no release of Langflow knows {name}: what it is meant to do does not happen"
            yield Match(message, setting.location)


def _is_nobodys(name: str, unit: Deployment) -> bool:
    imported = unit.explicit(IMPORTED)
    names = imported.value or "" if imported is not None else ""
    return is_unknown(name) and not (
        meant_setting(name) or _OF_CLIENTS.search(name) or name in names
    )
