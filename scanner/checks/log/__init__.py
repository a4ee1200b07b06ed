"""The checks of family LF-LOG, one module a rule."""

from scanner.checks.log import (
    logs_stay_where_they_are,
    metrics_published,
    no_audit_trail,
    secrets_in_logs,
)

__all__ = [
    "logs_stay_where_they_are",
    "metrics_published",
    "no_audit_trail",
    "secrets_in_logs",
]
