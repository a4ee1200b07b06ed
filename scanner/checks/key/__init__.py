"""The checks of family LF-KEY, one module a rule."""

from scanner.checks.key import (
    cache_not_protected,
    env_file_not_ignored,
    key_folder_in_checkout,
    no_rotation,
    replicas_without_shared_key,
    secret_key_committed,
    secret_key_not_set,
    secret_key_published,
    secret_key_reused,
    weak_secret_key,
)

__all__ = [
    "cache_not_protected",
    "env_file_not_ignored",
    "key_folder_in_checkout",
    "no_rotation",
    "replicas_without_shared_key",
    "secret_key_committed",
    "secret_key_not_set",
    "secret_key_published",
    "secret_key_reused",
    "weak_secret_key",
]
