import sqlite3

from langchain_core.tools import tool

db = sqlite3.connect("shop.db")


@tool
def orders(customer: str) -> list:
    """Orders of a customer."""
    # ruleid: lf-tool-argument-sql
    return db.execute(f"SELECT * FROM orders WHERE customer = '{customer}'").fetchall()


@tool
def anything(query: str) -> list:
    """Any query."""
    # ruleid: lf-tool-argument-sql
    return db.execute(query).fetchall()


@tool
def bound(customer: str) -> list:
    """Orders of a customer."""
    # ok: lf-tool-argument-sql
    return db.execute("SELECT * FROM orders WHERE customer = ?", (customer,)).fetchall()


def no_tool(customer: str) -> list:
    # ok: lf-tool-argument-sql
    return db.execute(f"SELECT * FROM orders WHERE customer = '{customer}'").fetchall()
