import os

from lfx.custom import Component
from lfx.io import SecretStrInput, StrInput


class Client(Component):
    inputs = [
        StrInput(name="region", display_name="Region"),
        SecretStrInput(name="api_key", display_name="API key"),
    ]

    def direct(self):
        # ruleid: lf-component-secret-in-environment
        os.environ["OPENAI_API_KEY"] = self.api_key

    def through_a_name(self):
        key = self.api_key
        # ruleid: lf-component-secret-in-environment
        os.environ.setdefault("OPENAI_API_KEY", key)

    def passed_on(self):
        # ok: lf-component-secret-in-environment
        return ChatOpenAI(api_key=self.api_key)

    def harmless(self):
        # ok: lf-component-secret-in-environment
        os.environ["AWS_REGION"] = self.region
