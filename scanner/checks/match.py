"""What a check sees and what it says; the registry of checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.deployments.databases import Database
from scanner.deployments.model import Deployment, Form
from scanner.deployments.terraform.modules import Resource
from scanner.flows.read import Flow
from scanner.model.finding import Comparison, Location
from scanner.settings import Settings
from scanner.tree.source import FileKind, Tree


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything that the files of the tree mean."""

    tree: Tree
    settings: Settings
    units: tuple[Deployment, ...]
    flows: tuple[Flow, ...]
    resources: tuple[Resource, ...] = ()
    """Terraform's, of modules that have to do with Langflow."""
    databases: tuple[Database, ...] = ()
    """Committed ones of Langflow."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule holds at a place."""

    message: str
    location: Location
    variant: str = ""
    """The rule's variant, without the id: `local`."""
    related: tuple[Location, ...] = ()
    path: tuple[Location, ...] = ()
    fix: str = ""
    changes: Comparison | None = None


Check = Callable[[Facts], Iterator[Match]]


CHECKS: dict[str, Check] = {}
"""By rule id, in the order of the modules that `checks` imports."""


def check(rule_id: str) -> Callable[[Check], Check]:
    """Register a check for the rule of that id (`rulesets/langflow/<id>.yaml`)."""

    def register(function: Check) -> Check:
        CHECKS[rule_id] = function
        return function

    return register


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
