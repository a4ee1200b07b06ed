"""The checks of family LF-ATK, one module a rule."""

from scanner.checks.atk import (
    anonymous_code_execution_path,
)

__all__ = [
    "anonymous_code_execution_path",
]
