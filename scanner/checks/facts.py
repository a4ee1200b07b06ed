"""What a check sees: everything that the files of the tree mean, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.deployments.databases import Database
from scanner.deployments.model import Deployment
from scanner.deployments.terraform.modules import Resource
from scanner.flows.read import Flow
from scanner.settings import Settings
from scanner.tree.source import Tree


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
    components: Mapping[str, str] = field(default_factory=dict)
    """The Python files of the tree that may be components: path by SHA-256 of the text."""
