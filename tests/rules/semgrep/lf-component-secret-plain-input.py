from lfx.custom import Component
from lfx.io import MessageTextInput, MultilineInput, SecretStrInput, StrInput


class Client(Component):
    inputs = [
        # ruleid: lf-component-secret-plain-input
        StrInput(name="api_key", display_name="API key"),
        # ruleid: lf-component-secret-plain-input
        MessageTextInput(display_name="Password", name="db_password", required=True),
        # ruleid: lf-component-secret-plain-input
        StrInput(name="lake_jwt_tk", display_name="JWT"),
        # ruleid: lf-component-secret-plain-input
        MultilineInput(name="mongo_uri", display_name="Address of MongoDB"),
        # ruleid: lf-component-secret-plain-input
        MessageTextInput(name="token", display_name="Token"),
        # ok: lf-component-secret-plain-input
        MessageTextInput(name="token_source", display_name="Where tokens come from"),
        # ok: lf-component-secret-plain-input
        SecretStrInput(name="mongo_uri", display_name="Address of MongoDB"),
        # ok: lf-component-secret-plain-input
        SecretStrInput(name="api_key", display_name="API key"),
        # ok: lf-component-secret-plain-input
        StrInput(name="password", display_name="Password", password=True),
        # ok: lf-component-secret-plain-input
        StrInput(name="token_count", display_name="Tokens"),
        # ok: lf-component-secret-plain-input
        StrInput(name="api_key_variable", display_name="Name of the variable"),
    ]
