"""The checks of family LF-DEP, one module a rule."""

from scanner.checks.dep import (
    admin_page_open,
    companion_without_login,
    container_not_hardened,
    container_socket_mounted,
    development_mode,
    host_folder_mounted,
    langflow_container_privileged,
    langflow_port_published,
    langflow_published_by_the_cluster,
    langflow_runs_as_root,
    production_profile_not_used,
    script_from_the_network,
    service_account_token_mounted,
    tag_without_digest,
    unofficial_langflow_image,
    unpinned_langflow_image,
)

__all__ = [
    "admin_page_open",
    "companion_without_login",
    "container_not_hardened",
    "container_socket_mounted",
    "development_mode",
    "host_folder_mounted",
    "langflow_container_privileged",
    "langflow_port_published",
    "langflow_published_by_the_cluster",
    "langflow_runs_as_root",
    "production_profile_not_used",
    "script_from_the_network",
    "service_account_token_mounted",
    "tag_without_digest",
    "unofficial_langflow_image",
    "unpinned_langflow_image",
]
