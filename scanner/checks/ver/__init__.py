"""The checks of family LF-VER, one module a rule."""

from scanner.checks.ver import (
    env_file_not_read,
    langflow_not_pinned,
    no_updates,
    release_for_trials,
    releases_do_not_belong_together,
    vulnerable_langflow_version,
)

__all__ = [
    "env_file_not_read",
    "langflow_not_pinned",
    "no_updates",
    "release_for_trials",
    "releases_do_not_belong_together",
    "vulnerable_langflow_version",
]
