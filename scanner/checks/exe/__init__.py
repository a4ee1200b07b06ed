"""The checks of family LF-EXE, one module a rule."""

from scanner.checks.exe import (
    assistant_writes_code,
    bundles_from_network,
    component_index_from_network,
    custom_code_on_exposed_server,
    extension_reload_in_deployment,
    file_roots_too_broad,
    interpreter_without_sandbox,
    local_files_unrestricted,
    sandbox_weakened,
    service_replaced,
    tweaks_unrestricted,
    writable_code_folder,
    writable_exception_to_blocked_code,
)

__all__ = [
    "assistant_writes_code",
    "bundles_from_network",
    "component_index_from_network",
    "custom_code_on_exposed_server",
    "extension_reload_in_deployment",
    "file_roots_too_broad",
    "interpreter_without_sandbox",
    "local_files_unrestricted",
    "sandbox_weakened",
    "service_replaced",
    "tweaks_unrestricted",
    "writable_code_folder",
    "writable_exception_to_blocked_code",
]
