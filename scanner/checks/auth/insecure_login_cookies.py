"""LF-AUTH-016 insecure-login-cookies."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, given, is_off, literal
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment


@check("LF-AUTH-016")
def insecure_login_cookies(facts: Facts) -> Iterator[Match]:
    """Cookies that scripts read, that other sites send, or that go over plain HTTP beside TLS."""
    for unit in facts.units:
        for cookie in ("ACCESS", "REFRESH"):
            name = f"LANGFLOW_{cookie}_HTTPONLY"
            yield from _cookie(facts, unit, name, "scripts in the page read it")
            same_site = unit.explicit(f"LANGFLOW_{cookie}_SAME_SITE")
            if same_site and literal(same_site) == "none":
                message = f"{same_site.name} is none: requests that other sites make carry it"
                fix = written(facts, same_site.location, same_site.name, "lax")
                yield Match(message, same_site.location, example_or(same_site), fix=fix)
            if given(unit, "LANGFLOW_SSL_CERT_FILE"):
                name = f"LANGFLOW_{cookie}_SECURE"
                yield from _cookie(facts, unit, name, "plain HTTP carries it too")


def _cookie(facts: Facts, unit: Deployment, name: str, effect: str) -> Iterator[Match]:
    setting = unit.explicit(name)
    if setting and literal(setting) and is_off(unit, name):
        message = f"{name} is off: {effect}"
        fix = written(facts, setting.location, name, "true")
        yield Match(message, setting.location, example_or(setting), fix=fix)
