"""Who may log in, with what: LF-AUTH-*, LF-DB-001."""

from collections.abc import Iterator

from packaging.version import Version

from scanner import values
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import Deployment, Effective, Exposure, Form, Setting
from scanner.model.finding import Location
from scanner.tree import guards
from scanner.tree.guards import is_development, is_template

AUTO_LOGIN = "LANGFLOW_AUTO_LOGIN"
PASSWORD = "LANGFLOW_SUPERUSER_PASSWORD"  # noqa: S105 - the setting's name
AUTO_LOGIN_OFF_SINCE = Version("1.13.0")
"""lfx/services/settings/auth.py:96 of 1.13.0; True in 1.12.8 and before."""


def auto_login(unit: Deployment) -> Effective | None:
    """The effective value, when it is known to be on."""
    effective = unit.effective(AUTO_LOGIN)
    return effective if effective and effective.value and values.truth(effective.value) else None


def lets_anybody_in(unit: Deployment) -> Effective | None:
    """Auto-login, where it is known to be on and a port is published; None anywhere else.

    Files to copy from and a developer's own let nobody in.
    """
    reached = unit.is_langflow and unit.exposure is Exposure.PUBLISHED
    near = is_template(unit.location) or is_development(unit.location)
    return auto_login(unit) if reached and not near else None


def reach(unit: Deployment, facts: Facts) -> Exposure:
    """The exposure; where the files do not say, the profile of the scan decides."""
    if unit.exposure is not Exposure.UNKNOWN:
        guards.holds("loopback", unit.location, unit.exposure is Exposure.LOOPBACK)
        return unit.exposure
    by_profile = {"dev": Exposure.LOOPBACK, "internal": Exposure.INTERNAL}
    return by_profile.get(facts.settings.profile, Exposure.PUBLISHED)


@check("LF-AUTH-001")
def auto_login_enabled(facts: Facts) -> Iterator[Match]:
    """Explicitly on, on by the default of the version, or depending on an unknown version."""
    for unit in facts.units:
        effective = auto_login(unit)
        if effective:
            yield _auto_login_on(unit, effective, facts)
        elif _depends_on_version(unit):
            message = (
                f"{unit.name} does not set {AUTO_LOGIN}, which is on by default before Langflow "
                f"{AUTO_LOGIN_OFF_SINCE}, and does not say which release it runs"
            )
            fix = written(facts, unit.location, AUTO_LOGIN, "false")
            yield Match(message, unit.location, "version", fix=fix)


def _depends_on_version(unit: Deployment) -> bool:
    """Nothing is set, and the image is Langflow's in a release that its tag does not tell."""
    unset = unit.complete and unit.is_langflow and unit.explicit(AUTO_LOGIN) is None
    image = unit.image
    known = image and image.is_langflow and image.certain and not image.is_frontend
    return bool(unset and unit.version is None and known)


def _is_served(unit: Deployment) -> bool:
    """Whether the image is known to run as it is where everybody can reach it."""
    return unit.declared_exposure is Exposure.PUBLISHED


def _auto_login_on(unit: Deployment, effective: Effective, facts: Facts) -> Match:
    if effective.is_default:
        message = f"{unit.name} does not set {AUTO_LOGIN}, which is on by default in Langflow "
        message += f"{unit.version}: every visitor becomes superuser"
    else:
        message = f"{AUTO_LOGIN} is on: every visitor becomes superuser"
    variant = ""
    if is_template(effective.location):
        variant = "example"
    elif (
        reach(unit, facts) is Exposure.LOOPBACK
        or is_development(effective.location)
        or (effective.is_default and unit.form is Form.DOCKERFILE and not _is_served(unit))
    ):
        variant = "local"
    related = tuple(
        Location(port.location.uri, port.location.region, "ports", "the port it is reached by")
        for port in unit.ports
        if not port.is_loopback
    )
    fix = written(facts, effective.location, AUTO_LOGIN, "false")
    return Match(message, effective.location, variant, related=related, fix=fix)


@check("LF-AUTH-004")
def weak_superuser_password(facts: Facts) -> Iterator[Match]:
    """A default, a password from the list, a short one, or none where the default is `langflow`."""
    for unit in facts.units:
        setting = unit.explicit(PASSWORD)
        if setting is not None:
            yield from _weak_password(unit, setting)
        elif _default_password_in_use(unit):
            message = f"{unit.name} turns auto-login off and sets no {PASSWORD}: the default of "
            message += f"Langflow {unit.version} is public"
            yield Match(message, unit.location)


def _weak_password(unit: Deployment, setting: Setting) -> Iterator[Match]:
    value = setting.value
    if not value or values.is_reference(value):
        return
    user = unit.explicit("LANGFLOW_SUPERUSER")
    variant = "example" if is_template(setting.location) else ""
    if values.is_weak_password(value):
        message = f"{PASSWORD} is among the first passwords that anybody tries"
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


_DATABASE_PASSWORDS = frozenset(
    {
        "POSTGRES_PASSWORD",
        "POSTGRESQL_PASSWORD",
        "PGPASSWORD",
        "MYSQL_ROOT_PASSWORD",
        "MYSQL_PASSWORD",
        "MARIADB_ROOT_PASSWORD",
        "MARIADB_PASSWORD",
        "REDIS_PASSWORD",
    }
)
_DATABASE_URLS = frozenset({"LANGFLOW_DATABASE_URL", "LANGFLOW_REDIS_URL", "DATABASE_URL"})


@check("LF-DB-001")
def default_database_credentials(facts: Facts) -> Iterator[Match]:
    """A known or user-equal password in a database URL or in the database's own service."""
    for unit in facts.units:
        names = {setting.name for setting in unit.settings}
        for name in sorted(names & (_DATABASE_URLS | _DATABASE_PASSWORDS)):
            setting = unit.explicit(name)
            related = name.startswith("LANGFLOW_") or unit.in_stack or unit.is_langflow
            if setting is None or not setting.value or not related:
                continue
            what = f"{name} is among the first passwords that anybody tries"
            if name in _DATABASE_URLS:
                what = f"the user and password in {name} are a well-known pair"
            if is_database_default(setting):
                variant = "example" if is_template(setting.location) else ""
                yield Match(f"{unit.name}: {what}", setting.location, variant)


def is_database_default(setting: Setting) -> bool:
    """Whether a database's URL or password setting holds what everybody tries first."""
    value = setting.value or ""
    if setting.name in _DATABASE_URLS:
        pair = values.credentials(value)
        return pair is not None and _is_default_pair(*pair)
    return setting.name in _DATABASE_PASSWORDS and values.is_weak_password(value)


def _is_default_pair(user: str, password: str) -> bool:
    return values.is_weak_password(password) or user == password
