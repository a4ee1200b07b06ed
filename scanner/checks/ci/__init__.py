"""The checks of family LF-CI, one module a rule."""

from scanner.checks.ci import (
    flows_not_checked,
    flows_pushed_carelessly,
    foreign_action_not_pinned,
    foreign_text_in_commands,
    host_key_not_checked,
    secret_in_workflow,
    token_may_write_everything,
    workflow_runs_foreign_flow,
)

__all__ = [
    "flows_not_checked",
    "flows_pushed_carelessly",
    "foreign_action_not_pinned",
    "foreign_text_in_commands",
    "host_key_not_checked",
    "secret_in_workflow",
    "token_may_write_everything",
    "workflow_runs_foreign_flow",
]
