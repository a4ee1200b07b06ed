"""LF-AUTH-004 weak-superuser-password."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import AUTO_LOGIN, PASSWORD
from scanner.deployments.model import Deployment, Setting
from scanner.model.place import Location
from scanner.tree.guards import is_template


@check("LF-AUTH-004")
def weak_superuser_password(facts: Facts) -> Iterator[Match]:
    """A default, a password from the list, a short one, or none where the default is `langflow`."""
    clients = _clients(facts)
    for unit in facts.units:
        setting = unit.explicit(PASSWORD)
        if setting is not None:
            others = clients.get((unit.uri, setting.value or ""), ())
            if setting.location not in others:
                found = _weak_password(unit, setting)
                yield from (replace(one, related=tuple(others)) for one in found)
        elif _default_password_in_use(unit):
            message = f"{unit.name} turns auto-login off and sets no {PASSWORD}: the default of "
            message += f"Langflow {unit.version} is public"
            yield Match(message, unit.location)


def _clients(facts: Facts) -> Mapping[tuple[str, str], list[Location]]:
    """Where services that log in to a server of the same file are given its password again."""
    kept = [(unit, one) for unit in facts.units if (one := unit.explicit(PASSWORD)) is not None]
    servers = {(unit.uri, one.value) for unit, one in kept if unit.is_langflow}
    places = {one.location for unit, one in kept if unit.is_langflow}
    found: dict[tuple[str, str], list[Location]] = {}
    for unit, one in kept:
        if not unit.is_langflow and (unit.uri, one.value) in servers and one.location not in places:
            found.setdefault((unit.uri, one.value or ""), []).append(one.location)
    return found


def _weak_password(unit: Deployment, setting: Setting) -> Iterator[Match]:
    value = setting.value
    if not value or values.is_reference(value):
        return
    user = unit.explicit("LANGFLOW_SUPERUSER")
    variant = "example" if is_template(setting.location) else ""
    if values.is_weak_password(value):
        message = f"{PASSWORD} is among the first passwords that anyone tries"
        yield Match(message, setting.location, variant)
    elif values.is_placeholder(value):
        if variant == "":
            message = f"{PASSWORD} is a placeholder that works as a password"
            yield Match(message, setting.location)
    elif user and user.value == value:
        message = f"{PASSWORD} is the same as LANGFLOW_SUPERUSER"
        yield Match(message, setting.location, variant or "short")
    elif len(value) < 12:
        message = f"{PASSWORD} has {len(value)} characters; 16 or more are needed"
        yield Match(message, setting.location, variant or "short")


def _default_password_in_use(unit: Deployment) -> bool:
    """Auto-login is off, the environment complete, and the version's default password is known."""
    off = unit.effective(AUTO_LOGIN)
    default = unit.effective(PASSWORD)
    return bool(
        off
        and off.value is not None
        and values.truth(off.value) is False
        and default
        and default.is_default
        and default.value
    )
