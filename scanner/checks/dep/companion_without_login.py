"""LF-DEP-030 companion-without-login."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.companions import Companion, companions
from scanner.checks.facts import Facts
from scanner.checks.published import doors
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Option
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template


@check("LF-DEP-030")
def companion_without_login(facts: Facts) -> Iterator[Match]:
    """A service next to Langflow that is published and lets everyone in; once a service."""
    for unit in facts.units:
        if not unit.in_stack or unit.is_langflow or is_template(unit.location):
            continue
        product = _product(unit)
        door = next(doors(unit, product.ports), None) if product is not None else None
        found = _weakness(unit, product) if product is not None and door is not None else None
        if product is None or door is None or found is None:
            continue
        why, place = found
        message = f"{unit.name} publishes {product.name} {door.how}, and {why}: "
        message += product.holds
        variant = "dev" if is_development(door.location) else "code" if product.runs_code else ""
        where = place or door.location
        related = (door.location,) if place is not None else ()
        yield Match(message, where, variant, related=related, fix="" if place else door.fix)


def _product(unit: Deployment) -> Companion | None:
    name = unit.image.repository if unit.image is not None else ""
    return next((row for row in companions() if name and re.search(row.image, name)), None)


def _weakness(unit: Deployment, product: Companion) -> tuple[str, Location | None] | None:
    """Why everyone gets in, and the setting to blame, if one is."""
    for name, wanted in product.switched_off.items():
        setting = unit.explicit(name)
        if setting is None or setting.value is None:
            continue
        if setting.value.strip().lower() == wanted:
            return f"{name} switches its login off", setting.location
    off = _word(unit, product.off_by_command)
    if off is not None:
        return "its command switches its login off", off
    for name, known in product.defaults.items():
        setting = unit.explicit(name)
        if setting is not None and setting.value in known:
            return f"{name} is the value of its documentation", setting.location
    if product.starts_guarded or not unit.complete or _has_login(unit, product):
        return None
    if product.starts:
        return f"it starts with {product.starts}", None
    return "it has no login unless one is set" if product.login else "it has no login", None


def _has_login(unit: Deployment, product: Companion) -> bool:
    """Whether a setting or a word of the command brings a login, or may."""
    for name in product.login:
        setting = unit.explicit(name)
        if setting is not None and setting.value != "" and not _is_off(setting.value):
            return True
    if _word(unit, product.command) is not None:
        return True
    commands = {option.value for option in _command(unit)}
    return bool(product.command) and "" in commands  # a variable from outside


def _command(unit: Deployment) -> Iterator[Option]:
    return (option for option in unit.options if option.name in {"command", "entrypoint"})


def _word(unit: Deployment, pattern: str) -> Location | None:
    """Where the command has a word that a pattern finds."""
    words = _command(unit) if pattern else iter(())
    return next((one.location for one in words if re.search(pattern, one.value)), None)


def _is_off(value: str | None) -> bool:
    return value is not None and values.truth(value) is False
