"""The checks of family LF-DB, one module a rule."""

from scanner.checks.db import (
    backup_in_clear,
    config_folder_not_kept,
    data_open_to_everybody,
    database_beside_the_package,
    database_not_kept,
    database_password_committed,
    database_port_published,
    database_superuser,
    database_without_tls,
    default_database_credentials,
    dump_committed,
    managed_database_open,
    no_backup,
)

__all__ = [
    "backup_in_clear",
    "config_folder_not_kept",
    "data_open_to_everybody",
    "database_beside_the_package",
    "database_not_kept",
    "database_password_committed",
    "database_port_published",
    "database_superuser",
    "database_without_tls",
    "default_database_credentials",
    "dump_committed",
    "managed_database_open",
    "no_backup",
]
