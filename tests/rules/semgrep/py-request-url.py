import requests
from fastapi import FastAPI
from flask import Blueprint, request

app = FastAPI()
bp = Blueprint("import", __name__)


@app.post("/import")
def load(url: str):
    # ruleid: py-request-url
    return requests.get(url, timeout=10).json()


@bp.route("/proxy")
def proxy():
    # ruleid: py-request-url
    return requests.get(request.args["url"], timeout=10).text


@app.post("/checked")
def checked(url: str):
    check_host(url)
    # ok: py-request-url
    return requests.get(url, timeout=10).json()


@app.get("/weather/{city}")
def weather(city: str):
    # ok: py-request-url
    return requests.get(f"https://weather.example/v1/{city}", timeout=10).json()
