import os
import sqlite3

from lfx.custom import Component


class Reader(Component):
    def key(self):
        # ruleid: lf-component-server-secret
        return os.environ["LANGFLOW_SECRET_KEY"]

    def database(self):
        # ruleid: lf-component-server-secret
        return sqlite3.connect("/app/data/langflow.db")

    def setting(self):
        # ok: lf-component-server-secret
        return os.environ["LANGFLOW_LOG_LEVEL"]

    def other(self):
        # ok: lf-component-server-secret
        return sqlite3.connect("/data/orders.db")
