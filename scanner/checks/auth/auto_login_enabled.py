"""LF-AUTH-001 auto-login-enabled."""

import re
from collections.abc import Iterator

from packaging.version import Version

from scanner import values
from scanner.checks.access import auto_login, pinned_release, reach
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import AUTO_LOGIN
from scanner.deployments.defaults import default_of
from scanner.deployments.model import Deployment, Effective, Exposure, Form
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template, is_test

AUTO_LOGIN_OFF_SINCE = Version("1.13.0")
"""lfx/services/settings/auth.py:96 of 1.13.0; True in 1.12.8 and before."""


@check("LF-AUTH-001")
def auto_login_enabled(facts: Facts) -> Iterator[Match]:
    """Explicitly on, on by the default of the version, or depending on an unknown version."""
    for unit in facts.units:
        if unit.form is Form.WORKFLOW:  # it lives for a test, where nobody else reaches it
            continue
        effective = auto_login(unit)
        if effective:
            yield _auto_login_on(unit, effective, facts)
        elif _is_left_open(unit, facts):
            release = unit.version or pinned_release(facts)
            message = f"{unit.name} gives no {AUTO_LOGIN}, which is on by default "
            if release is None:
                message += f"before Langflow {AUTO_LOGIN_OFF_SINCE}, and no release is pinned"
                yield _missing(unit, facts, message, "version")
            elif values.truth(default_of(AUTO_LOGIN, release) or "") is True:
                message += f"in Langflow {release}: unless something outside of the repository "
                message += "turns it off, every visitor becomes superuser"
                yield _missing(unit, facts, message, "outside")
        elif _depends_on_version(unit):
            message = (
                f"{unit.name} does not set {AUTO_LOGIN}, which is on by default before Langflow "
                f"{AUTO_LOGIN_OFF_SINCE}, and does not say which release it runs"
            )
            yield _missing(unit, facts, message, "version")


def _missing(unit: Deployment, facts: Facts, message: str, variant: str) -> Match:
    place = _lacking(unit)
    return Match(message, place, variant, fix=written(facts, place, AUTO_LOGIN, "false"))


def _is_left_open(unit: Deployment, facts: Facts) -> bool:
    """Whether a public server is described whose file could turn auto-login off, and does not.

    A platform's console and the environment of a script may do it as well.
    """
    public = unit.declared_exposure is Exposure.PUBLISHED and unit.explicit(AUTO_LOGIN) is None
    if not public or not unit.is_langflow or unit.is_frontend or is_development(unit.location):
        return False
    return unit.listed or (unit.form in _STARTED and not _takes_variables(unit.uri, facts))


_STARTED = frozenset({Form.SCRIPT, Form.SYSTEMD})


_LOADED = re.compile(r"(?:^|[\s;&])(?:source|\.)\s+\S|env-?file|dotenv|\bdirenv\b", re.IGNORECASE)


def _takes_variables(uri: str, facts: Facts) -> bool:
    """Whether a script loads variables from somewhere."""
    return any(_LOADED.search(one.text) for one in facts.scripts if one.source.uri == uri)


def _depends_on_version(unit: Deployment) -> bool:
    """Nothing is set, and the image is Langflow's in a release that its tag does not tell, or
    installs whatever release is newest.
    """
    unset = unit.complete and unit.is_langflow and unit.explicit(AUTO_LOGIN) is None
    unset = unset and not unit.is_frontend
    image = unit.image
    known = image and image.is_langflow and image.certain and not image.is_frontend
    installed = unit.base_version_location is not None and (
        unit.form is Form.DOCKERFILE
        or (unit.form is Form.COMPOSE and unit.exposure is Exposure.PUBLISHED)
    )
    return bool(unset and unit.version is None and (known or installed))


def _lacking(unit: Deployment) -> Location:
    """Where the setting is missing: at a service that is built, its port is the place to look."""
    built = unit.form is Form.COMPOSE and unit.built_from
    return unit.ports[0].location if built and unit.ports else unit.location


def _is_served(unit: Deployment) -> bool:
    """Whether the image is known to run as it is where everyone can reach it."""
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
    elif is_test(effective.location.uri):
        variant = "test"
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
