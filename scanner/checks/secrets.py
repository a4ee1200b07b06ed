"""Credentials that are written where everybody can read them: LF-KEY-*, LF-SEC-*."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.match import Facts, Match, check
from scanner.deployments.model import Setting
from scanner.flows.read import Component, Field
from scanner.formats.positions import Lines
from scanner.model.finding import Location
from scanner.tree import guards
from scanner.tree.guards import is_template
from scanner.tree.source import FileKind

SECRET_KEY = "LANGFLOW_SECRET_KEY"  # noqa: S105 - the setting's name

_KEY_FILE = re.compile(r"[A-Za-z0-9_-]{43}=?\s*")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_ .-]{0,255}")
_SECRET_INPUTS = frozenset({"SecretStrInput", "MultilineSecretInput"})
_JUDGED_ELSEWHERE = frozenset({SECRET_KEY, "LANGFLOW_SUPERUSER_PASSWORD"})


def literal(setting: Setting | None) -> str:
    """The value that is really written in the file; empty for none, a reference or unknown."""
    if setting is None:
        return ""
    points = setting.value is None or values.is_reference(setting.value)
    if guards.holds("reference", setting.location, points):
        return ""
    return (setting.value or "").strip()


@check("LF-KEY-001")
def secret_key_committed(facts: Facts) -> Iterator[Match]:
    """A literal key of a deployment, or the key file of a configuration folder."""
    for unit in facts.units:
        for setting in (s for s in unit.settings if s.name == SECRET_KEY):
            value = literal(setting)
            if value and not values.is_published_key(value):
                variant = "example" if is_template(setting.location) else ""
                message = f"{setting.location.logical_name or SECRET_KEY} is written here "
                message += (
                    f"({len(value)} characters): whoever reads the repository can forge sessions"
                )
                yield Match(message, setting.location, variant)
    for source in facts.tree.of(FileKind.TEXT):
        if source.name == "secret_key" and _KEY_FILE.fullmatch(source.text):
            region = Lines(source.text).region(0, len(source.text.rstrip()))
            message = f"{source.uri} is the secret key file of a Langflow configuration folder"
            yield Match(message, Location(source.uri, region, "secret_key"))


@check("LF-KEY-002")
def secret_key_published(facts: Facts) -> Iterator[Match]:
    """A key that is a placeholder or public."""
    for unit in facts.units:
        for setting in (s for s in unit.settings if s.name == SECRET_KEY):
            value = literal(setting)
            if value and values.is_published_key(value):
                variant = "example" if is_template(setting.location) else ""
                message = (
                    f"{setting.location.logical_name or SECRET_KEY} is a placeholder or a key "
                )
                message += "that is public: everybody can forge a superuser's session"
                yield Match(message, setting.location, variant)


@check("LF-SEC-001")
def credential_in_deployment_file(facts: Facts) -> Iterator[Match]:
    """A literal with a credential's name and a credential's look."""
    for unit in facts.units:
        for setting in unit.settings:
            value = literal(setting)
            if not value or setting.name in _JUDGED_ELSEWHERE or not is_credential(setting):
                continue
            known = values.known_format(value)
            look = f"a {known}" if known else f"{len(value)} random-looking characters"
            example = is_template(setting.location) and not known
            message = f"{setting.location.logical_name} is written here: {look}"
            yield Match(message, setting.location, "example" if example else "")


def is_credential(setting: Setting) -> bool:
    """The name says so and the value looks so, or the value has a provider's form."""
    value = setting.value or ""
    if values.known_format(value):
        return True
    is_named = values.is_secret_name(setting.name)
    return is_named and values.looks_random(value) and not values.is_placeholder(value)


@check("LF-SEC-004")
def secret_in_flow_field(facts: Facts) -> Iterator[Match]:
    """A password field with a value that is no variable's name."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                secret = _secret_of(field)
                if secret is None or field.value is None:
                    continue
                message = f'field "{field.name}" of {_named(component)} holds a secret '
                message += f"({secret}) instead of the name of a Credential variable"
                place = flow.at(field.value, f"{component.id}.{field.name}")
                yield Match(message, place)


def _named(component: Component) -> str:
    return f'component "{component.display_name or component.type}" ({component.id})'


def _secret_of(field: Field) -> str | None:
    """What kind of secret a password field holds, in words; None where it holds none.

    S1 and S2 of Langflow's own exporter (langflow/utils/flow_secrets.py:47-66): `load_from_db` is
    true by default for pasted literals too, so only the value tells a name from a secret.
    """
    is_password = field.flag("password") or field.input_type in _SECRET_INPUTS
    value = field.text.strip()
    if not is_password or not value or values.is_reference(value) or values.is_placeholder(value):
        return None
    known = values.known_format(value)
    if known:
        return f"a {known}"
    if "://" in value and not values.credentials(value):
        return None
    if _is_variable_name(value, by_flag=field.flag("load_from_db")):
        return None
    return f"{len(value)} characters"


def _is_variable_name(value: str, *, by_flag: bool) -> bool:
    """Whether the value is the name of a global variable rather than a secret."""
    if not _VARIABLE_NAME.fullmatch(value):
        return False
    if value.isupper() and "_" in value:
        return True
    return by_flag and values.entropy(value) < 3.6
