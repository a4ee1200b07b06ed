"""The checks of family LF-NET, one module a rule."""

from scanner.checks.net import (
    backend_cors_open,
    connector_ssrf_guard_off,
    egress_open,
    firewall_opens_langflow,
    langflow_without_tls,
    missing_headers,
    old_tls,
    plain_http_cors_origin,
    plain_virtual_host,
    reverse_proxy_bypassed,
    ssrf_exceptions_too_wide,
    ssrf_protection_off,
    tls_check_switched_off,
    tls_key_committed,
    tunnel_to_langflow,
    wildcard_cors,
)

__all__ = [
    "backend_cors_open",
    "connector_ssrf_guard_off",
    "egress_open",
    "firewall_opens_langflow",
    "langflow_without_tls",
    "missing_headers",
    "old_tls",
    "plain_http_cors_origin",
    "plain_virtual_host",
    "reverse_proxy_bypassed",
    "ssrf_exceptions_too_wide",
    "ssrf_protection_off",
    "tls_check_switched_off",
    "tls_key_committed",
    "tunnel_to_langflow",
    "wildcard_cors",
]
