"""The checks of family LF-CI, one module a rule."""

from scanner.checks.ci import (
    flows_not_checked,
    flows_pushed_carelessly,
    secret_in_workflow,
    workflow_runs_foreign_flow,
)

__all__ = [
    "flows_not_checked",
    "flows_pushed_carelessly",
    "secret_in_workflow",
    "workflow_runs_foreign_flow",
]
