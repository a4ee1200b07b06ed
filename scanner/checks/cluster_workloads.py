"""Workloads of Langflow in a cluster, and credentials written in them."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.access import is_database_default
from scanner.checks.credentials import is_credential, literal
from scanner.checks.facts import Facts
from scanner.checks.setting_names import PASSWORD, SECRET_KEY
from scanner.deployments.model import Deployment, Form, Setting
from scanner.tree.guards import is_template

_CLUSTER = frozenset({Form.KUBERNETES, Form.HELM})


def langflow_workloads(facts: Facts) -> Iterator[Deployment]:
    """What runs Langflow in a cluster."""
    return (unit for unit in facts.units if unit.is_langflow and unit.form in _CLUSTER)


def plain_credentials(facts: Facts) -> Iterator[tuple[Deployment, Setting]]:
    """Literals with a credential's name which no rule about the value itself reports."""
    for unit in facts.units:
        if unit.form not in _CLUSTER or not (unit.is_langflow or unit.in_stack):
            continue
        for setting in unit.settings:
            value = literal(setting)
            named = values.is_secret_name(setting.name) or setting.name == PASSWORD
            if not value or not named or _is_no_secret(value):
                continue
            if not is_template(setting.location) and not _is_judged_elsewhere(unit, setting):
                yield unit, setting


def _is_no_secret(value: str) -> bool:
    """Whether everyone knows the value, `changeme` too: nothing is given away."""
    return values.is_placeholder(value) or values.is_weak_password(value)


def _is_judged_elsewhere(unit: Deployment, setting: Setting) -> bool:
    """Whether LF-KEY-*, LF-AUTH-004, LF-DB-001 or LF-SEC-001 report the value."""
    if setting.name == SECRET_KEY:
        return True
    if setting.name == PASSWORD:
        return len(setting.value or "") < 12
    return is_credential(setting) or is_database_default(setting)
