"""LF-NET-010 wildcard-cors."""

from collections.abc import Iterator

from packaging.version import Version

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.net._served import is_served
from scanner.checks.registry import Match, check
from scanner.deployments import model as langflow
from scanner.deployments.model import Deployment, Exposure
from scanner.tree.guards import is_template


def any_origin(facts: Facts) -> Iterator[Match]:
    """Proxies that allow every web site; they answer for Langflow, whatever it is set to."""
    for host in facts.virtual_hosts:
        if host.any_origin is not None and is_served(host, host.any_origin):
            with_cookies = host.any_origin_with_cookies
            message = f"{host.proxy} lets every web site read what Langflow answers"
            message += " with the user's cookies" if with_cookies else ""
            variant = "" if with_cookies else "no-credentials"
            yield Match(message, host.any_origin, variant, related=(host.location,))


ORIGINS = "LANGFLOW_CORS_ORIGINS"


CREDENTIALS = "LANGFLOW_CORS_ALLOW_CREDENTIALS"


SAME_SITE = "LANGFLOW_REFRESH_SAME_SITE"


CREDENTIALS_DROPPED_SINCE = Version("1.12.0")
"""langflow/main.py: from here on a wildcard origin turns credentials off."""


@check("LF-NET-010")
def wildcard_cors(facts: Facts) -> Iterator[Match]:
    """Every origin, with credentials where the release sends them."""
    for unit in facts.units:
        setting = unit.explicit(ORIGINS)
        if setting is not None:
            origins = {part.strip() for part in (setting.value or "").split(",")}
            if not origins & {"*", "null"}:
                continue
            message = f"{ORIGINS} lets every web site call the API"
            variant = _cors_variant(unit)
            if is_template(setting.location):
                variant = "example"
            ending = "" if variant == "no-credentials" else " with the user's cookies"
            fix = written(facts, setting.location, ORIGINS, "https://flows.example.com")
            yield Match(message + ending, setting.location, variant, fix=fix)
        elif _open_by_default(unit):
            message = f"{unit.name} does not set {ORIGINS}: Langflow {unit.version} lets every web "
            message += "site call the API with the user's cookies"
            fix = written(facts, unit.location, ORIGINS, "https://flows.example.com")
            yield Match(message, unit.location, "default", fix=fix)
    yield from any_origin(facts)


def _cors_variant(unit: Deployment) -> str:
    """How bad an explicit wildcard is in this deployment."""
    allowed = unit.explicit(CREDENTIALS)
    if allowed and allowed.value and values.truth(allowed.value) is False:
        return "no-credentials"
    if unit.version and unit.version >= CREDENTIALS_DROPPED_SINCE:
        return "no-credentials"
    same_site = unit.effective(SAME_SITE)
    return "same-site-none" if same_site and same_site.value == "none" else ""


def _open_by_default(unit: Deployment) -> bool:
    """A published release before 1.12 that says nothing of origins or credentials."""
    allowed = unit.explicit(CREDENTIALS)
    return bool(
        unit.complete
        and unit.is_langflow
        and not unit.is_frontend
        and unit.form in langflow.PUBLISHING_FORMS
        and unit.exposure is Exposure.PUBLISHED
        and unit.version
        and unit.version < CREDENTIALS_DROPPED_SINCE
        and not (allowed and allowed.value and values.truth(allowed.value) is False)
    )
