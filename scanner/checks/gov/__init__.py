"""The checks of family LF-GOV, one module a rule."""

from scanner.checks.gov import (
    flows_without_owners,
    no_security_document,
)

__all__ = [
    "flows_without_owners",
    "no_security_document",
]
