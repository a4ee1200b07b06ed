"""LF-NET-034 backend-cors-open."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment
from scanner.tree.guards import is_template

_ORIGINS = re.compile(r"(?:^|_)(?:CORS|ALLOW(?:ED)?)_(?:\w+_)?ORIGINS?$|^CORS(?:_ORIGINS?)?$", re.I)
_CREDENTIALS = re.compile(r"CORS\w{0,40}CREDENTIALS", re.IGNORECASE)
_ALL = re.compile(r"""[\["'\s]*\*[\]"'\s]*""")


@check("LF-NET-034")
def backend_cors_open(facts: Facts) -> Iterator[Match]:
    """A service next to Langflow that lets the pages of every web site talk to it."""
    for unit in facts.units:
        if not unit.in_stack or unit.is_langflow or is_template(unit.location):
            continue
        names = (setting.name for setting in unit.settings if _ORIGINS.search(setting.name))
        for name in dict.fromkeys(names):
            setting = unit.explicit(name)
            if setting is None or not _ALL.fullmatch(setting.value or ""):
                continue
            message = f"every web site may call {unit.name} from its visitors' browsers"
            if _with_credentials(unit):
                yield Match(f"{message}, with their cookies", setting.location)
            else:
                yield Match(message, setting.location, "no-credentials")


def _with_credentials(unit: Deployment) -> bool:
    return any(
        _CREDENTIALS.search(setting.name) and values.truth(setting.value or "") is True
        for setting in unit.settings
    )
