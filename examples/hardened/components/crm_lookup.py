"""Looks a customer up in the CRM and in the order database."""

import sqlite3

import requests
from lfx.custom.custom_component.component import Component
from lfx.io import MessageTextInput, Output, SecretStrInput
from lfx.schema.data import Data

CRM = "https://crm.example.com/customers"


class CrmLookup(Component):
    display_name = "CRM lookup"
    description = "Finds a customer by e-mail address."
    icon = "user-search"
    name = "CrmLookup"

    inputs = [
        SecretStrInput(name="crm_token", display_name="CRM token"),
        MessageTextInput(name="email", display_name="E-mail", tool_mode=True),
    ]
    outputs = [Output(name="customer", display_name="Customer", method="find")]

    def find(self) -> Data:
        reply = requests.get(
            CRM,
            params={"email": self.email},
            headers={"Authorization": f"Bearer {self.crm_token}"},
            timeout=10,
        )
        reply.raise_for_status()
        database = sqlite3.connect("orders.db")
        orders = database.execute("SELECT id, total FROM orders WHERE email = ?", (self.email,))
        return Data(data={"customer": reply.json(), "orders": orders.fetchall()})
