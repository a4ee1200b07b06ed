"""What only a Kubernetes workload or a chart says: LF-DEP-011, LF-DEP-025, LF-SEC-002/003."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.authentication import PASSWORD, auto_login, is_database_default
from scanner.checks.match import Facts, Match, check
from scanner.checks.secrets import SECRET_KEY, is_credential, literal
from scanner.deployments.kubernetes.resources import IN_CONFIG_MAP, IN_ENV, IN_SECRET
from scanner.deployments.model import Deployment, Form, Setting
from scanner.tree.guards import is_development, is_template

TOKEN = "automountServiceAccountToken"  # noqa: S105 - the field's name
_CLUSTER = frozenset({Form.KUBERNETES, Form.HELM})
_ENTRANCES = {
    "service": "is published by a Service of type {}",
    "hostNetwork": "uses the node's network",
    "hostPort": "is published on port {} of every node",
}


@check("LF-DEP-011")
def published_by_the_cluster(facts: Facts) -> Iterator[Match]:
    """A load balancer, a node port, or the node's own network."""
    for unit in _workloads(facts):
        for option in unit.options:
            words = _ENTRANCES.get(option.name)
            if words is None or is_development(option.location):
                continue
            message = f"{unit.name} {words.format(option.value)}, past any Ingress and its TLS"
            if auto_login(unit):
                message += "; auto-login is on, so every visitor is superuser"
            fix = "type: ClusterIP" if option.name == "service" else ""
            yield Match(message, option.location, related=(unit.location,), fix=fix)


@check("LF-DEP-025")
def service_account_token_mounted(facts: Facts) -> Iterator[Match]:
    """The token is mounted by the default or on purpose."""
    for unit in _workloads(facts):
        token = unit.option(TOKEN)
        if token is None or token.value.lower() == "false" or is_template(token.location):
            continue
        how = "by default" if token.value == "default" else "on purpose"
        message = f"{unit.name} gets its service account's token {how}: every flow can read it"
        yield Match(message, token.location, fix=f"{TOKEN}: false")


@check("LF-SEC-002")
def credential_in_plain_field(facts: Facts) -> Iterator[Match]:
    """A credential in a ConfigMap or as a plain value of a container."""
    for unit, setting in _plain_credentials(facts):
        plain = setting.origin.startswith((IN_CONFIG_MAP, IN_ENV))
        if plain or unit.form is Form.HELM:
            name = setting.location.logical_name or setting.name
            message = f"{name} is a plain value of {unit.name}: whoever may read the workload "
            message += "or this repository has it"
            yield Match(message, setting.location)


@check("LF-SEC-003")
def secret_manifest_committed(facts: Facts) -> Iterator[Match]:
    """A Secret with its values in it."""
    for _, setting in _plain_credentials(facts):
        if setting.origin.startswith(IN_SECRET):
            name = setting.location.logical_name or setting.name
            message = f"the value of {name} is written in a Secret manifest: base64 hides nothing"
            yield Match(message, setting.location)


def _workloads(facts: Facts) -> Iterator[Deployment]:
    return (unit for unit in facts.units if unit.is_langflow and unit.form in _CLUSTER)


def _plain_credentials(facts: Facts) -> Iterator[tuple[Deployment, Setting]]:
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
    """Whether everybody knows the value, `changeme` too: nothing is given away."""
    return values.is_placeholder(value) or values.is_weak_password(value)


def _is_judged_elsewhere(unit: Deployment, setting: Setting) -> bool:
    """Whether LF-KEY-*, LF-AUTH-004, LF-DB-001 or LF-SEC-001 report the value."""
    if setting.name == SECRET_KEY:
        return True
    if setting.name == PASSWORD:
        return len(setting.value or "") < 12
    return is_credential(setting) or is_database_default(setting)
