"""What a check sees and what it says; the registry of checks."""

from scanner.checks.facts import Facts
from scanner.deployments.model import Form
from scanner.model.place import Location
from scanner.tree.source import FileKind


def written(facts: Facts, location: Location, name: str, value: str) -> str:
    """The line that sets `name` to `value` in the syntax of the file that `location` is in."""
    source = facts.tree.get(location.uri)
    if _is_option_of_docker_run(facts, location):
        return f'-e {name}="{value}"'
    match source.kind if source else None:
        case FileKind.COMPOSE:
            return f'{name}: "{value}"'
        case FileKind.DOCKERFILE:
            return f"ENV {name}={value}"
        case FileKind.SHELL:
            return f'export {name}="{value}"'
        case FileKind.MAKEFILE:
            return f"export {name} = {value}"
        case FileKind.KUBERNETES | FileKind.HELM:
            return f'{{name: {name}, value: "{value}"}}'
        case FileKind.SYSTEMD:
            return f'Environment="{name}={value}"'
        case FileKind.RENDER:
            return f'{{key: {name}, value: "{value}"}}'
        case FileKind.TERRAFORM:
            return f'{{ name = "{name}", value = "{value}" }}'
        case FileKind.FLY:
            return f'{name} = "{value}"'
        case _:
            return f"{name}={value}"


def by_reference(facts: Facts, location: Location, name: str) -> str:
    """The line that takes `name` from outside of the repository, in the syntax of the file."""
    source = facts.tree.get(location.uri)
    if _is_option_of_docker_run(facts, location):
        return f"-e {name}"
    match source.kind if source else None:
        case FileKind.COMPOSE:
            return f"{name}: ${{{name}:?}}"
        case FileKind.KUBERNETES | FileKind.HELM:
            key = name.lower().replace("_", "-")
            return f"{{name: {name}, valueFrom: {{secretKeyRef: {{name: langflow, key: {key}}}}}}}"
        case FileKind.SYSTEMD:
            return "EnvironmentFile=/etc/langflow/secrets.env"
        case FileKind.RENDER:
            return f"{{key: {name}, sync: false}}"
        case FileKind.WORKFLOW:
            return f"{name}: ${{{{ secrets.{name} }}}}"
        case FileKind.SHELL:
            return f': "${{{name}:?}}"'
        case FileKind.DOCKERFILE:
            return f"no ENV or ARG: docker run -e {name}, or RUN --mount=type=secret"
        case FileKind.FLY:
            return f"no line here: fly secrets set {name}=..."
        case FileKind.TERRAFORM:
            return f'secrets = [{{ name = "{name}", valueFrom = <ARN of the secret> }}]'
        case _:
            return ""


def _is_option_of_docker_run(facts: Facts, location: Location) -> bool:
    """Whether the place belongs to a `docker run`, whose environment is given by `-e`."""
    return any(
        location == unit.location or any(location == s.location for s in unit.settings)
        for unit in facts.units
        if unit.form is Form.DOCKER_RUN and unit.uri == location.uri
    )
