"""What a check sees: everything that the files of the tree mean, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scanner.deployments import own_files
from scanner.deployments.databases import Database
from scanner.deployments.images.build import Build, builds
from scanner.deployments.model import Deployment, Option
from scanner.deployments.own_files import Environment
from scanner.deployments.pipelines.workflow_model import Workflow, workflows
from scanner.deployments.proxies.read import virtual_hosts
from scanner.deployments.proxies.virtual_host import VirtualHost
from scanner.deployments.scripts.read import scripts
from scanner.deployments.scripts.script import Script
from scanner.deployments.terraform.modules import Resource
from scanner.deployments.tunnels import Tunnel, tunnels
from scanner.flows.mcp_servers import McpServer, mcp_servers
from scanner.flows.read import Flow
from scanner.model.once import Once
from scanner.settings import Settings
from scanner.tree.guards import is_documentation
from scanner.tree.source import Tree


@dataclass(frozen=True, eq=False)
class Facts(Once):
    """Everything that the files of the tree mean.

    What only some rules ask for is read when the first of them does.
    """

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

    @cached_property
    def deploys_langflow(self) -> bool:
        """Whether something of the tree runs Langflow; documentation runs nothing."""
        return any(u.is_langflow and not is_documentation(u.location) for u in self.units)

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """Every place that holds shell commands."""
        return scripts(self.tree)

    @cached_property
    def builds(self) -> tuple[Build, ...]:
        """The Dockerfiles, step by step."""
        return tuple(builds(self.tree, self.units))

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """GitHub's, with their triggers, jobs and steps."""
        return tuple(workflows(self.tree))

    @cached_property
    def virtual_hosts(self) -> tuple[VirtualHost, ...]:
        """Those of reverse proxies that lead to Langflow."""
        return virtual_hosts(self.tree)

    @property
    def tunnels(self) -> tuple[Tunnel, ...]:
        """Those that files configure."""
        return tunnels(self.tree)

    @cached_property
    def mcp_servers(self) -> tuple[McpServer, ...]:
        """Those of flows and of clients' files."""
        return tuple(mcp_servers(self.tree, self.flows))

    @cached_property
    def services(self) -> tuple[Option, ...]:
        """Services of Langflow that a file replaces."""
        return tuple(own_files.services(self.tree))

    @cached_property
    def environments(self) -> tuple[Environment, ...]:
        """Servers that Langflow's command line tool knows, with a key."""
        return tuple(own_files.environments(self.tree))
