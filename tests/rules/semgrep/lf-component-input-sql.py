import re

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


class Qualified(Component):
    def table_of(self, schema):
        clean = str(schema).upper()
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", clean):
            raise ValueError(clean)
        return f"{clean}.JOBS"

    def by_a_helper(self, cursor):
        table = self.qualify_table("JOBS", self.system_schema)
        # ok: lf-component-input-sql
        cursor.execute(f"SELECT ID FROM {table} WHERE ID = :1", [1])

    def checked_whole(self, cursor):
        schema = self.system_schema.upper()
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", schema):
            raise ValueError(schema)
        # ok: lf-component-input-sql
        cursor.execute(f"SELECT ID FROM {schema}.JOBS")

    def searched_only(self, cursor):
        schema = self.system_schema.upper()
        if not re.search(r"[A-Z]", schema):
            raise ValueError(schema)
        # ruleid: lf-component-input-sql
        cursor.execute(f"SELECT ID FROM {schema}.JOBS")
