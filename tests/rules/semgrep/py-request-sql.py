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
