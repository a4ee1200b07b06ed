"""LF-DEP-010 langflow-port-published."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.access import auto_login
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import model as langflow
from scanner.deployments.model import Deployment, Exposure, Form
from scanner.deployments.server_command import HOST
from scanner.tree.guards import is_development, is_documentation, is_example, is_test
from scanner.tree.source import FileKind


@check("LF-DEP-010")
def langflow_port_published(facts: Facts) -> Iterator[Match]:
    """Published on all interfaces, on the host's network, or bound so by a command of the host."""
    for unit in facts.units:
        if is_documentation(unit.location) and facts.deploys_langflow:
            continue  # what the repository runs is the place to fix it
        if unit.option(langflow.OTHER_PROGRAM) is not None:
            continue
        if unit.is_langflow and unit.form in {Form.SCRIPT, Form.SYSTEMD}:
            yield from _bound(unit, facts)
            continue
        if not unit.is_langflow or unit.form not in langflow.PUBLISHING_FORMS:
            continue
        variant = "open" if auto_login(unit) else ""
        if is_documentation(unit.location):
            variant = "example"
        elif facts.settings.profile in {"internal", "dev"} and not variant:
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
    if host is None or unit.exposure is not Exposure.PUBLISHED or is_example(host.location.uri):
        return
    if is_documentation(host.location):
        message = "the documentation starts Langflow on all interfaces of the reader's machine"
        yield Match(message, host.location, "example", fix="--host 127.0.0.1")
        return
    if _is_for_container(unit, facts):
        return
    variant = "open" if auto_login(unit) and not is_test(host.location.uri) else ""
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
