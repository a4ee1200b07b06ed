"""The checks of family LF-AUTH, one module a rule."""

from scanner.checks.auth import (
    api_key_in_address,
    auto_login_enabled,
    bare_setting_beside_prefixed,
    client_address_believed,
    external_token_checked_weakly,
    guessable_superuser_key,
    identity_header_from_anybody,
    insecure_login_cookies,
    long_lived_tokens,
    public_sign_up,
    rate_limit_off,
    superuser_command_enabled,
    superuser_password_missing,
    weak_superuser_password,
    webhooks_without_key,
)

__all__ = [
    "api_key_in_address",
    "auto_login_enabled",
    "bare_setting_beside_prefixed",
    "client_address_believed",
    "external_token_checked_weakly",
    "guessable_superuser_key",
    "identity_header_from_anybody",
    "insecure_login_cookies",
    "long_lived_tokens",
    "public_sign_up",
    "rate_limit_off",
    "superuser_command_enabled",
    "superuser_password_missing",
    "weak_superuser_password",
    "webhooks_without_key",
]
