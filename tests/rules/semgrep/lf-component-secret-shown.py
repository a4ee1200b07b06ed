import logging

from lfx.custom import Component
from lfx.io import SecretStrInput, StrInput

logger = logging.getLogger(__name__)


class Client(Component):
    inputs = [
        StrInput(name="region", display_name="Region"),
        SecretStrInput(name="api_key", display_name="API key"),
    ]

    def status_line(self):
        # ruleid: lf-component-secret-shown
        self.status = f"connected with {self.api_key}"

    def logged(self):
        key = self.api_key
        # ruleid: lf-component-secret-shown
        logger.info("key %s", key)

    def failed(self):
        # ruleid: lf-component-secret-shown
        raise ValueError(f"bad key: {self.api_key}")

    def quiet(self):
        # ok: lf-component-secret-shown
        self.status = f"connected to {self.region}"

    def presence(self):
        # ok: lf-component-secret-shown
        logger.info("key present: %s", bool(self.api_key))

    def answer(self):
        client = Api(self.api_key)
        # ok: lf-component-secret-shown
        self.status = client

    def exported(self):
        # ruleid: lf-component-secret-shown
        return Data(data={"key": self.api_key})

    def exported_region(self):
        # ok: lf-component-secret-shown
        return Data(data={"region": self.region})
