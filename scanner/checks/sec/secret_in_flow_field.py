"""LF-SEC-004 secret-in-flow-field."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.flows.read import Component, Field
from scanner.secrets.forms import is_wordy
from scanner.secrets.judgement import no_secret
from scanner.secrets.known import known_format

_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_ .-]{0,255}")


MIN_SECRET = 4
"""Characters; fewer lock nothing up."""
_NONE = frozenset(
    {"is_placeholder", "is_no_key", "is_reference", "is_literal_word", "is_prose", "is_sequence"}
    | {"is_for_anybody", "is_published", "is_variable_name", "is_path"}
)
"""Filters of the secrets engine that hold for a password field too, whatever its name."""
_SECRET_INPUTS = frozenset({"SecretStrInput", "MultilineSecretInput"})


@check("LF-SEC-004")
def secret_in_flow_field(facts: Facts) -> Iterator[Match]:
    """A password field with a value that is no variable's name."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                secret = _secret_of(field, flow.uri)
                if secret is None or field.value is None:
                    continue
                message = f'field "{field.name}" of {_named(component)} holds a secret '
                message += f"({secret}) instead of the name of a Credential variable"
                place = flow.at(field.value, f"{component.id}.{field.name}")
                yield Match(message, place)


def _named(component: Component) -> str:
    return f'component "{component.display_name or component.type}" ({component.id})'


def _secret_of(field: Field, uri: str) -> str | None:
    """What kind of secret a password field holds, in words; None where it holds none.

    S1 and S2 of Langflow's own exporter (langflow/utils/flow_secrets.py:47-66): `load_from_db` is
    true by default for pasted literals too, so only the value tells a name from a secret.
    """
    is_password = field.flag("password") or field.input_type in _SECRET_INPUTS
    value = field.text.strip()
    if not is_password or len(value) < MIN_SECRET or values.is_placeholder(value):
        return None
    pair = values.credentials(value) if "://" in value else ("", value)
    if pair is None or no_secret(pair[1], field.name, uri, kind="flow") in _NONE:
        return None
    if known := known_format(value):
        return f"a {known}"
    if _is_variable_name(value, by_flag=field.flag("load_from_db")):
        return None
    return f"{len(value)} characters"


def _is_variable_name(value: str, *, by_flag: bool) -> bool:
    """Whether the value is the name of a global variable rather than a secret."""
    if not _VARIABLE_NAME.fullmatch(value):
        return False
    if value.isupper() and ("_" in value or "-" in value):
        return True
    return by_flag and (is_wordy(value) or values.entropy(value) < 3.6)
