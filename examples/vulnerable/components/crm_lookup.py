"""Looks a customer up in the CRM and in the order database."""

import sqlite3

import requests
from lfx.custom.custom_component.component import Component
from lfx.io import MessageTextInput, Output, SecretStrInput, StrInput
from lfx.schema.data import Data


class CrmLookup(Component):
    display_name = "CRM lookup"
    description = "Finds a customer by e-mail address."
    icon = "user-search"
    name = "CrmLookup"

    inputs = [
        StrInput(name="crm_url", display_name="CRM address", value="https://crm.example.com"),
        SecretStrInput(name="crm_token", display_name="CRM token"),
        MessageTextInput(name="email", display_name="E-mail", tool_mode=True),
    ]
    outputs = [Output(name="customer", display_name="Customer", method="find")]

    def find(self) -> Data:
        reply = requests.get(
            f"{self.crm_url}/customers",
            params={"email": self.email},
            headers={"Authorization": f"Bearer {self.crm_token}"},
            verify=False,
        )
        database = sqlite3.connect("orders.db")
        orders = database.execute(f"SELECT id, total FROM orders WHERE email = '{self.email}'")
        return Data(data={"customer": reply.json(), "orders": orders.fetchall()})
