import sqlite3

import pandas as pd
from lfx.custom import Component
from sqlalchemy import text


class Orders(Component):
    def formatted(self, cursor):
        # ruleid: lf-component-input-sql
        cursor.execute(f"SELECT * FROM orders WHERE customer = '{self.customer}'")

    def added(self, connection):
        query = "SELECT * FROM orders WHERE customer = '" + self.customer + "'"
        # ruleid: lf-component-input-sql
        return connection.execute(text(query))

    def percent(self, connection):
        # ruleid: lf-component-input-sql
        return pd.read_sql("SELECT * FROM %s" % self.table, connection)

    def bound(self, cursor):
        # ok: lf-component-input-sql
        cursor.execute("SELECT * FROM orders WHERE customer = ?", (self.customer,))

    def number(self, cursor):
        # ok: lf-component-input-sql
        cursor.execute(f"SELECT * FROM orders LIMIT {int(self.limit)}")

    def whole(self, cursor):
        # ok: lf-component-input-sql
        cursor.execute(self.query)
