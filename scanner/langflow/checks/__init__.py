"""The checks by topic. Each module registers its own; `CHECKS` has them all."""

from scanner.langflow.checks import authentication, flow_graph, network, secrets, versions
from scanner.langflow.match import CHECKS

__all__ = ["CHECKS", "authentication", "flow_graph", "network", "secrets", "versions"]
