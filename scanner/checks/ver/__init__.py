"""The checks of family LF-VER, one module a rule."""

from scanner.checks.ver import (
    constraint_lost_to_shell,
    env_file_not_read,
    langflow_not_pinned,
    no_updates,
    release_for_trials,
    releases_do_not_belong_together,
    requirements_from_moving_branch,
    second_package_index,
    standard_module_required,
    vulnerable_langflow_version,
)

__all__ = [
    "constraint_lost_to_shell",
    "env_file_not_read",
    "langflow_not_pinned",
    "no_updates",
    "release_for_trials",
    "releases_do_not_belong_together",
    "requirements_from_moving_branch",
    "second_package_index",
    "standard_module_required",
    "vulnerable_langflow_version",
]
