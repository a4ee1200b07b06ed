"""LF-AUTH-011 external-token-checked-weakly."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import entries, example_or, is_on, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment


@check("LF-AUTH-011")
def external_token_checked_weakly(facts: Facts) -> Iterator[Match]:
    """Tokens of another issuer or for another audience are accepted, or ones with a shared key."""
    prefix = "LANGFLOW_EXTERNAL_AUTH_"
    for unit in facts.units:
        enabled = unit.explicit(f"{prefix}ENABLED")
        own_resolver = unit.explicit(f"{prefix}IDENTITY_RESOLVER")
        if enabled is None or not is_on(unit, enabled.name) or own_resolver is not None:
            continue
        missing = [end for end in ("ISSUER", "AUDIENCE") if _is_unset(unit, f"{prefix}{end}")]
        if missing and not is_on(unit, f"{prefix}TRUSTED_JWT_DECODE"):
            names = " and ".join(f"{prefix}{end}" for end in missing)
            plural = "are" if len(missing) == 2 else "is"
            message = f"{names} {plural} not set: tokens that the provider made for others log in"
            yield Match(message, enabled.location, example_or(enabled))
        accepted = unit.explicit(f"{prefix}ALGORITHMS")
        weak = [one for one in entries(literal(accepted)) if _is_weak_algorithm(one)]
        if accepted and weak:
            message = f"{accepted.name} accepts {', '.join(weak)}: such a token can be made by "
            message += "whoever knows a shared key, or by anyone"
            yield Match(message, accepted.location, example_or(accepted))


def _is_unset(unit: Deployment, name: str) -> bool:
    setting = unit.explicit(name)
    if setting is None:
        return unit.complete
    return setting.value is not None and not setting.value.strip()


def _is_weak_algorithm(name: str) -> bool:
    return bool(re.fullmatch(r"HS\d*|none", name, re.IGNORECASE))
