"""The checks of family LF-CFG, one module a rule."""

from scanner.checks.cfg import (
    misspelt_security_setting,
    protective_value_overridden,
    unknown_setting,
    unusable_setting_value,
)

__all__ = [
    "misspelt_security_setting",
    "protective_value_overridden",
    "unknown_setting",
    "unusable_setting_value",
]
