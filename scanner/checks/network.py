"""Who can reach the server, and which image it is: LF-DEP-*, LF-NET-*."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from packaging.version import Version

from scanner import values
from scanner.checks import edge
from scanner.checks.authentication import auto_login
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments import model as langflow
from scanner.deployments.model import Deployment, Exposure, Form
from scanner.deployments.server_command import HOST
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

ORIGINS = "LANGFLOW_CORS_ORIGINS"
CREDENTIALS = "LANGFLOW_CORS_ALLOW_CREDENTIALS"
SAME_SITE = "LANGFLOW_REFRESH_SAME_SITE"
CREDENTIALS_DROPPED_SINCE = Version("1.12.0")
"""langflow/main.py: from here on a wildcard origin turns credentials off."""

_MOVING_TAGS = frozenset(
    {"", "latest", "main", "master", "edge", "nightly", "dev", "develop", "stable", "core-latest"}
)


@check("LF-DEP-001")
def unpinned_langflow_image(facts: Facts) -> Iterator[Match]:
    """No tag, or one that moves, and no digest."""
    for unit in facts.units:
        image = unit.image
        if image is None or not image.is_langflow or image.digest or not image.certain:
            continue
        tag = image.tag.lower()
        if tag in _MOVING_TAGS or tag.endswith(("-latest", "-nightly")) or "nightly" in tag:
            said = f"the moving tag {image.tag!r}" if image.tag else "no tag"
            message = f"the Langflow image {image.repository} has {said}: which release runs "
            message += "depends on the day"
            fix = f"{image.repository}:1.13.0@sha256:<digest>"
            yield Match(message, image.location, fix=fix)


@check("LF-DEP-010")
def langflow_port_published(facts: Facts) -> Iterator[Match]:
    """Published on all interfaces, on the host's network, or bound so by a command of the host."""
    for unit in facts.units:
        if unit.is_langflow and unit.form in {Form.SCRIPT, Form.SYSTEMD}:
            yield from _bound(unit, facts)
            continue
        if not unit.is_langflow or unit.form not in langflow.PUBLISHING_FORMS:
            continue
        variant = "open" if auto_login(unit) else ""
        if facts.settings.profile in {"internal", "dev"} and not variant:
            variant = "internal"
        for port in _open_ports(unit):
            shown = f"{port.published or 'a random port'} on {port.host or 'all interfaces'}"
            message = f"{unit.name} publishes Langflow's port {port.target} as {shown}"
            message += (
                "; auto-login is on, so every visitor is superuser" if variant == "open" else ""
            )
            fix = f'"127.0.0.1:{port.published or port.target}:{port.target}"'
            if unit.form is Form.DOCKER_RUN:
                fix = f"-p {fix.strip(chr(34))}"
            yield Match(message, port.location, variant, fix=fix)
        if unit.host_network:
            message = (
                f"{unit.name} uses the host's network: Langflow's port is open on all interfaces"
            )
            yield Match(message, unit.location, variant)


def _bound(unit: Deployment, facts: Facts) -> Iterator[Match]:
    """A server on the machine itself that listens on every interface."""
    host = unit.explicit(HOST)
    if host is None or unit.exposure is not Exposure.PUBLISHED or is_template(host.location):
        return
    if _is_for_container(unit, facts):
        return
    variant = "open" if auto_login(unit) else ""
    if not variant and (facts.settings.profile != "internet" or is_development(host.location)):
        variant = "internal"
    message = f"{unit.name} starts Langflow on all interfaces of its machine ({host.value})"
    message += "; auto-login is on, so every visitor is superuser" if variant == "open" else ""
    yield Match(message, host.location, variant, fix="--host 127.0.0.1")


def _is_for_container(unit: Deployment, facts: Facts) -> bool:
    """Whether an image or a manifest runs the script: in a container 0.0.0.0 publishes nothing."""
    folders = {*PurePosixPath(unit.uri.lower()).parts[:-1]}
    name = PurePosixPath(unit.uri).name
    if folders & {"docker", ".devcontainer", "k8s", "kubernetes"} or "entrypoint" in name.lower():
        return True
    if name.lower().startswith("procfile"):  # a platform runs it behind its own router
        return True
    kinds = (FileKind.DOCKERFILE, FileKind.COMPOSE, FileKind.KUBERNETES, FileKind.HELM)
    return any(name in source.text for source in facts.tree.of(*kinds))


def _open_ports(unit: Deployment) -> Iterator[langflow.Port]:
    """Ports of Langflow itself that are bound to more than loopback."""
    named = unit.explicit("LANGFLOW_PORT")
    own = {str(langflow.PORT), named.value if named and named.value else str(langflow.PORT)}
    for port in unit.ports:
        if not port.is_loopback and (port.target in own or len(unit.ports) == 1):
            yield port


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
    yield from edge.any_origin(facts)


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
