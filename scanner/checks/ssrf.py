"""Langflow's SSRF protection: its settings and since when it is on."""

from scanner import values

PROTECTION = "LANGFLOW_SSRF_PROTECTION_ENABLED"


ON_AT_RUN_TIME = frozenset({"true", "1", "yes", "on"})
"""What the run-time check takes for on (lfx/utils/ssrf_protection.py:79-96 and :461 of 1.13.0);
the settings take `y` and `t` as well."""


def off_at_run_time(value: str) -> str:
    """How a value switches a protection off, in words; empty where it does not."""
    if not value or value.lower() in ON_AT_RUN_TIME:
        return ""
    truth = values.truth(value)
    if truth is None:
        return ""  # the server does not start: LF-CFG-002
    return f"is {value!r}, which does not count as on when a request is made" if truth else "is off"
