from lfx.custom import Component
from lfx.io import MessageTextInput, SecretStrInput, StrInput


class Client(Component):
    inputs = [
        # ruleid: lf-component-secret-plain-input
        StrInput(name="api_key", display_name="API key"),
        # ruleid: lf-component-secret-plain-input
        MessageTextInput(display_name="Password", name="db_password", required=True),
        # ok: lf-component-secret-plain-input
        SecretStrInput(name="api_key", display_name="API key"),
        # ok: lf-component-secret-plain-input
        StrInput(name="password", display_name="Password", password=True),
        # ok: lf-component-secret-plain-input
        StrInput(name="token_count", display_name="Tokens"),
        # ok: lf-component-secret-plain-input
        StrInput(name="api_key_variable", display_name="Name of the variable"),
    ]
