"""How accounts, tokens and requests are checked: further LF-AUTH-* rules."""

import re
from collections.abc import Iterator

from packaging.version import Version

from scanner import values
from scanner.checks.authentication import PASSWORD
from scanner.checks.conditions import (
    entries,
    example_or,
    given,
    is_multi_user,
    is_near,
    is_off,
    is_on,
    literal,
    published_servers,
    servers,
)
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import Deployment, Exposure, Form, Setting
from scanner.flows.components import classes
from scanner.tree.guards import is_template

WEBHOOKS = "LANGFLOW_WEBHOOK_AUTH_ENABLE"
SIGNUP = "LANGFLOW_ENABLE_SIGNUP"
NEW_USERS = "LANGFLOW_NEW_USER_IS_ACTIVE"

_BARE = {
    "AUTO_LOGIN": "LANGFLOW_AUTO_LOGIN",
    "SECRET_KEY": "LANGFLOW_SECRET_KEY",  # pragma: allowlist secret
    "SUPERUSER_PASSWORD": "LANGFLOW_SUPERUSER_PASSWORD",  # pragma: allowlist secret
    "NEW_USER_IS_ACTIVE": "LANGFLOW_NEW_USER_IS_ACTIVE",
    "ENABLE_SIGNUP": "LANGFLOW_ENABLE_SIGNUP",
    "WEBHOOK_AUTH_ENABLE": "LANGFLOW_WEBHOOK_AUTH_ENABLE",
}


@check("LF-AUTH-003")
def bare_name_beside_the_prefixed(facts: Facts) -> Iterator[Match]:
    """Both spellings of one setting, with different values: the order of the environment decides.

    `langflow run` strips the prefix of every variable and sets what AuthSettings has by that name,
    the last one last (langflow/__main__.py:573-576 of 1.13.0).
    """
    for unit in facts.units:
        if not unit.is_langflow or unit.form is Form.DOTENV:
            continue
        for bare, name in _BARE.items():
            written_bare = _named(unit, bare)
            prefixed = _named(unit, name)
            if written_bare and prefixed and _differ(written_bare, prefixed):
                message = f"{bare} and {name} are both set, to different values: langflow run "
                message += "takes either name, and the last one in its environment wins"
                yield Match(message, written_bare.location, related=(prefixed.location,))


def _named(unit: Deployment, name: str) -> Setting | None:
    """The winning setting that is written with exactly this name."""
    found = (s for s in reversed(unit.settings) if s.location.logical_name == name)
    return next(found, None)


def _differ(one: Setting, other: Setting) -> bool:
    if one.value is None or other.value is None:
        return False
    truths = values.truth(one.value), values.truth(other.value)
    return truths[0] is not truths[1] if None not in truths else one.value != other.value


@check("LF-AUTH-005")
def no_superuser_password(facts: Facts) -> Iterator[Match]:
    """Auto-login off and no password, in a release that refuses to start so.

    langflow/services/utils.py:226-239 of 1.13.0. Before 1.11 the default password was public: that
    is LF-AUTH-004.
    """
    for unit in servers(facts):
        aborts = unit.version is not None and unit.version >= Version("1.13.0")
        if aborts and is_multi_user(unit) and unit.explicit(PASSWORD) is None:
            message = f"{unit.name} has auto-login off and sets no {PASSWORD}: "
            message += f"Langflow {unit.version} does not start"
            yield Match(message, unit.location)


@check("LF-AUTH-006")
def webhooks_without_key(facts: Facts) -> Iterator[Match]:
    """Turned off, or off by the default of an old release that runs a flow with a webhook."""
    has_webhook = any(
        component.type in classes().anonymous_sources
        for flow in facts.flows
        for component in flow.components
    )
    for unit in facts.units:
        setting = unit.explicit(WEBHOOKS)
        if setting and values.truth(literal(setting)) is False:
            variant = "" if has_webhook else "no-flow"
            variant = "local" if is_near(unit, setting, facts) else variant
            message = f"{WEBHOOKS} is off: whoever knows a flow's id runs it as its owner"
            fix = written(facts, setting.location, WEBHOOKS, "true")
            yield Match(message, setting.location, example_or(setting, variant), fix=fix)
    for unit in published_servers(facts):
        if unit.explicit(WEBHOOKS) is None and has_webhook and _webhooks_open_by_default(unit):
            message = f"{unit.name} does not set {WEBHOOKS}: in Langflow {unit.version} whoever "
            message += "knows a flow's id runs it as its owner"
            fix = written(facts, unit.location, WEBHOOKS, "true")
            yield Match(message, unit.location, "default", fix=fix)


def _webhooks_open_by_default(unit: Deployment) -> bool:
    """Before 1.6 there was no authentication of webhooks; the setting is off in 1.6.9 to 1.9.0."""
    return unit.version is not None and unit.version <= Version("1.9.0")


@check("LF-AUTH-008")
def public_signup(facts: Facts) -> Iterator[Match]:
    """Anybody who reaches the server may make an account."""
    for unit in published_servers(facts):
        effective = unit.effective(SIGNUP)
        if effective and is_multi_user(unit) and is_on(unit, SIGNUP):
            ending = "who reaches the server can make an account"
            message = f"{SIGNUP} is on in {unit.name}: anybody {ending}"
            if effective.is_default:
                message = f"{unit.name} does not set {SIGNUP}, on by default: anybody {ending}"
            fix = written(facts, effective.location, SIGNUP, "false")
            yield Match(message, effective.location, fix=fix)


@check("LF-AUTH-009")
def superuser_command(facts: Facts) -> Iterator[Match]:
    """`langflow superuser` makes superusers for whoever can start a command in the container."""
    name = "LANGFLOW_ENABLE_SUPERUSER_CLI"
    for unit in published_servers(facts):
        effective = unit.effective(name)
        if effective and is_on(unit, name):
            said = "does not turn off" if effective.is_default else "turns on"
            message = f"{unit.name} {said} {name}: a command inside of the container makes "
            message += "superusers"
            fix = written(facts, effective.location, name, "false")
            yield Match(message, effective.location, fix=fix)


@check("LF-AUTH-011")
def external_tokens_checked_weakly(facts: Facts) -> Iterator[Match]:
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
            message += "whoever knows a shared key, or by anybody"
            yield Match(message, accepted.location, example_or(accepted))


def _is_unset(unit: Deployment, name: str) -> bool:
    setting = unit.explicit(name)
    if setting is None:
        return unit.complete
    return setting.value is not None and not setting.value.strip()


def _is_weak_algorithm(name: str) -> bool:
    return bool(re.fullmatch(r"HS\d*|none", name, re.IGNORECASE))


@check("LF-AUTH-012")
def identity_header_of_anybody(facts: Facts) -> Iterator[Match]:
    """A header that says who calls, believed from whoever reaches the published port."""
    for unit in facts.units:
        if unit.exposure is not Exposure.PUBLISHED:
            continue
        trusted = unit.explicit("LANGFLOW_SERVING_TRUST_PROXY_HEADERS")
        header = unit.explicit("LANGFLOW_SERVING_END_USER_HEADER")
        mode = unit.explicit("LFX_SERVE_IDENTITY_MODE")
        named = header is not None or not unit.complete
        if trusted and named and is_on(unit, trusted.name):
            yield _header_trusted(trusted)
        if mode and literal(mode).lower() == "header":
            yield _header_trusted(mode)


def _header_trusted(setting: Setting) -> Match:
    message = f"{setting.name} trusts a request header for who the caller is, while the port is "
    message += "published: whoever sends the header is that user"
    return Match(message, setting.location, example_or(setting))


@check("LF-AUTH-013")
def rate_limit_off(facts: Facts) -> Iterator[Match]:
    """No limit of login attempts, or one that each worker counts for itself."""
    name = "LANGFLOW_RATE_LIMIT_ENABLED"
    for unit in facts.units:
        setting = unit.explicit(name)
        if setting and literal(setting) and is_off(unit, name):
            message = f"{name} is off: passwords can be tried without end"
            fix = written(facts, setting.location, name, "true")
            variant = example_or(setting, "local" if is_near(unit, setting, facts) else "")
            yield Match(message, setting.location, variant, fix=fix)
    for unit in servers(facts):
        workers = unit.explicit("LANGFLOW_WORKERS")
        storage = unit.effective("LANGFLOW_RATE_LIMIT_STORAGE_URI")
        many = literal(workers).isdigit() and int(literal(workers)) > 1
        in_memory = storage and storage.value and storage.value.startswith("memory://")
        if workers and many and in_memory and is_on(unit, name):
            message = f"{literal(workers)} workers count login attempts apart: set "
            message += "LANGFLOW_RATE_LIMIT_STORAGE_URI to a store that they share"
            yield Match(message, workers.location, "memory")


_LONGEST = {
    "LANGFLOW_ACCESS_TOKEN_EXPIRE_SECONDS": (86_400, "a day"),
    "LANGFLOW_REFRESH_TOKEN_EXPIRE_SECONDS": (2_592_000, "30 days"),
}


@check("LF-AUTH-015")
def long_lived_tokens(facts: Facts) -> Iterator[Match]:
    """A session that outlives a day without renewal, or a month with it."""
    for unit in facts.units:
        for name, (longest, words) in _LONGEST.items():
            setting = unit.explicit(name)
            text = literal(setting)
            if setting and text.isdigit() and len(text) < 19 and int(text) > longest:
                message = f"{name} is {text} seconds, more than {words}"
                fix = written(facts, setting.location, name, str(longest))
                yield Match(message, setting.location, fix=fix)


@check("LF-AUTH-016")
def insecure_cookies(facts: Facts) -> Iterator[Match]:
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


@check("LF-AUTH-017")
def guessable_superuser_key(facts: Facts) -> Iterator[Match]:
    """The one API key of the environment is the superuser's, and it can be guessed.

    langflow/services/database/models/api_key/crud.py:308-330 of 1.13.0. A long random literal is a
    committed secret, which LF-SEC-001 reports.
    """
    for unit in facts.units:
        key = unit.explicit("LANGFLOW_API_KEY")
        value = literal(key)
        if key is None or not value or given(unit, "LANGFLOW_API_KEY_SOURCE").lower() != "env":
            continue
        if values.looks_random(value) and len(value) >= 32:
            continue
        if is_template(key.location) and values.is_placeholder(value):
            continue
        message = "LANGFLOW_API_KEY is every API call's superuser key and can be guessed "
        message += f"({len(value)} characters)"
        yield Match(message, key.location, example_or(key))
