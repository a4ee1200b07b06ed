"""Products that are deployed next to Langflow: `rulesets/knowledge/companions.yml` as rows."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from scanner import rules, values
from scanner.deployments.model import Deployment, Option
from scanner.model.place import Location


class Companion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table, which says what its fields mean."""

    name: str
    image: str
    ports: tuple[str, ...]
    holds: str
    source: str
    login: tuple[str, ...] = ()
    command: str = ""
    switched_off: Mapping[str, str] = {}
    off_by_command: str = ""
    defaults: Mapping[str, tuple[str, ...]] = {}
    starts: str = ""
    starts_guarded: bool = False
    runs_code: bool = False
    stores: bool = False
    serves: str = ""
    address: str = ""


@cache
def companions() -> tuple[Companion, ...]:
    """The table.

    Raises:
        RuleError: it is missing or damaged.
    """
    return rules.read_yaml("knowledge/companions.yml", tuple[Companion, ...])


def product_of(unit: Deployment) -> Companion | None:
    """The product that a service's image is; None for any other."""
    name = unit.image.repository if unit.image is not None else ""
    return next((row for row in companions() if name and re.search(row.image, name)), None)


def weakness(unit: Deployment, product: Companion) -> tuple[str, Location | None] | None:
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
