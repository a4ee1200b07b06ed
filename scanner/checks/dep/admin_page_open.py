"""LF-DEP-026 admin-page-open."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scanner import values
from scanner.checks.conditions import given
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template

_Weakness = tuple[str, Location | None]


@dataclass(frozen=True)
class _Page:
    """One product: its image, the ports of its page, and what lets everyone in."""

    name: str
    image: re.Pattern[str]
    ports: frozenset[str]
    weakness: Callable[[Deployment], _Weakness | None]


def _password(*names: str, missing: str = "") -> Callable[[Deployment], _Weakness | None]:
    """A weak password; or none, where the image then takes one that everyone knows."""

    def judge(unit: Deployment) -> _Weakness | None:
        for name in names:
            setting = unit.explicit(name)
            if setting is not None:
                value = setting.value or ""
                weak = values.is_weak_password(value) and not values.is_reference(value)
                return (
                    (f"{name} is a password that anyone tries", setting.location) if weak else None
                )
        held = any(unit.explicit(f"{name}{end}") for name in names for end in ("_FILE", "__FILE"))
        return (missing, None) if missing and unit.complete and not held else None

    return judge


def _no_login(name: str, *wanted: str) -> Callable[[Deployment], _Weakness | None]:
    """A setting that turns the login off."""

    def judge(unit: Deployment) -> _Weakness | None:
        setting = unit.explicit(name)
        found = setting is not None and (setting.value or "").strip().lower() in wanted
        return (f"{name} turns its login off", setting.location) if found and setting else None

    return judge


def _any_of(
    *judges: Callable[[Deployment], _Weakness | None],
) -> Callable[[Deployment], _Weakness | None]:
    return lambda unit: next((found for judge in judges if (found := judge(unit))), None)


def _insecure_dashboard(unit: Deployment) -> _Weakness | None:
    for option in unit.options:
        if option.name == "command" and re.search(r"--api\.insecure(=true|\s|$)", option.value):
            return "--api.insecure serves its dashboard without a login", option.location
    return None


def _flower(unit: Deployment) -> _Weakness | None:
    commands = [option.value for option in unit.options if option.name == "command"]
    unknown = "" in commands  # a variable from outside stands in it
    protected = unknown or any("auth" in command for command in commands)
    protected = protected or any("AUTH" in setting.name for setting in unit.settings)
    open_api = _no_login("FLOWER_UNAUTHENTICATED_API", "true", "1", "yes", "on")(unit)
    if open_api or protected or not unit.complete:
        return open_api
    return "it has no login unless one is set", None


_PAGES: Sequence[_Page] = (
    _Page(
        "pgAdmin",
        re.compile(r"(^|/)pgadmin4?$"),
        frozenset({"80", "443"}),
        _any_of(
            _no_login("PGADMIN_CONFIG_SERVER_MODE", "false"), _password("PGADMIN_DEFAULT_PASSWORD")
        ),
    ),
    _Page(
        "RabbitMQ's management page",
        re.compile(r"(^|/)rabbitmq$"),
        frozenset({"15672"}),
        _password("RABBITMQ_DEFAULT_PASS", missing="it has the user guest with the password guest"),
    ),
    _Page(
        "Grafana",
        re.compile(r"(^|/)grafana(-oss|-enterprise)?$"),
        frozenset({"3000"}),
        _password(
            "GF_SECURITY_ADMIN_PASSWORD", missing="its administrator starts as admin / admin"
        ),
    ),
    _Page("Flower", re.compile(r"(^|/)flower$"), frozenset({"5555"}), _flower),
    _Page("Traefik", re.compile(r"(^|/)traefik$"), frozenset({"8080"}), _insecure_dashboard),
    _Page(
        "mongo-express",
        re.compile(r"(^|/)mongo-express$"),
        frozenset({"8081"}),
        _any_of(
            _no_login("ME_CONFIG_BASICAUTH", "false"),
            _password("ME_CONFIG_BASICAUTH_PASSWORD", missing="it starts with admin / pass"),
        ),
    ),
    _Page(
        "Redis Commander",
        re.compile(r"(^|/)redis-commander$"),
        frozenset({"8081"}),
        _password(
            "HTTP_PASSWORD", "HTTP_PASSWORD_HASH", missing="it has no login unless one is set"
        ),
    ),
)


@check("LF-DEP-026")
def admin_page_open(facts: Facts) -> Iterator[Match]:
    """A published page of administration which everyone can log in to."""
    for unit in facts.units:
        page = _page(unit)
        if page is None or not unit.in_stack or is_template(unit.location):
            continue
        own = page.ports | {given(unit, "PGADMIN_LISTEN_PORT")}
        door = _door(unit, own)
        found = page.weakness(unit) if door else None
        if door is None or found is None:
            continue
        how, where = door
        why, place = found
        message = f"{unit.name} publishes {page.name} {how}, and {why}"
        variant = "dev" if is_development(where) else ""
        related = (where,) if place else ()
        name = place.logical_name if place else ""
        fix = by_reference(facts, place, name) if place and "PASS" in name else ""
        yield Match(message, place or where, variant, related=related, fix=fix)


def _door(unit: Deployment, ports: set[str] | frozenset[str]) -> tuple[str, Location] | None:
    """How the page is reached from outside: by a port, or by a router without a login."""
    port = next((p for p in unit.ports if p.target in ports and not p.is_loopback), None)
    if port is not None:
        return "on all interfaces", port.location
    route = unit.option("traefik.rule")
    guarded = unit.option("traefik.middlewares")
    return ("through Traefik", route.location) if route and not guarded else None


def _page(unit: Deployment) -> _Page | None:
    name = unit.image.repository if unit.image else ""
    found = next((page for page in _PAGES if page.image.search(name)), None)
    command = " ".join(option.value for option in unit.options if option.name == "command")
    if found is None and re.search(r"\bflower\b", command):  # Flower, from a program's own image
        found = next(page for page in _PAGES if page.name == "Flower")
    plain = found and unit.image and "rabbitmq" in name and "management" not in unit.image.tag
    return None if plain else found
