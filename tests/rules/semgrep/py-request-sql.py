import sqlite3

from fastapi import FastAPI
from flask import Blueprint, request

app = FastAPI()
bp = Blueprint("orders", __name__)
db = sqlite3.connect("shop.db")


@app.get("/orders")
def orders(customer: str):
    # ruleid: py-request-sql
    return db.execute(f"SELECT * FROM orders WHERE customer = '{customer}'").fetchall()


@bp.route("/search")
def search():
    # ruleid: py-request-sql
    return db.execute("SELECT * FROM orders WHERE name = '" + request.args["name"] + "'").fetchall()


@app.get("/bound")
def bound(customer: str):
    # ok: py-request-sql
    return db.execute("SELECT * FROM orders WHERE customer = ?", (customer,)).fetchall()


@app.get("/number")
def number(order: int):
    # ok: py-request-sql
    return db.execute(f"SELECT * FROM orders WHERE id = {order}").fetchall()


@app.delete("/orders")
def delete_orders(customer: str):
    statement = sqlalchemy.delete(Order).where(Order.customer == customer)
    # ok: py-request-sql
    return db.execute(statement)


@app.delete("/orders-by-text")
def delete_orders_by_text(customer: str):
    statement = f"DELETE FROM orders WHERE customer = '{customer}'"
    # ruleid: py-request-sql
    return db.execute(statement)
