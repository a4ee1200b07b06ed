"""The checks of family LF-SEC, one module a rule."""

from scanner.checks.sec import (
    api_key_in_environments_file,
    cloud_keys_become_variables,
    credential_in_configmap,
    credential_in_deployment_file,
    flows_read_environment,
    langflow_data_committed,
    oauth_client_secret_committed,
    secret_as_generic_variable,
    secret_baked_into_image,
    secret_built_into_web_page,
    secret_file_copied_into_image,
    secret_in_flow_field,
    secret_in_other_flow_field,
    secret_manifest_committed,
    secret_printed_to_log,
    server_secrets_become_variables,
)

__all__ = [
    "api_key_in_environments_file",
    "cloud_keys_become_variables",
    "credential_in_configmap",
    "credential_in_deployment_file",
    "flows_read_environment",
    "langflow_data_committed",
    "oauth_client_secret_committed",
    "secret_as_generic_variable",
    "secret_baked_into_image",
    "secret_built_into_web_page",
    "secret_file_copied_into_image",
    "secret_in_flow_field",
    "secret_in_other_flow_field",
    "secret_manifest_committed",
    "secret_printed_to_log",
    "server_secrets_become_variables",
]
