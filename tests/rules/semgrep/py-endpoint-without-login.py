import os

import requests
from fastapi import Depends, FastAPI
from flask import Blueprint
from flask_login import login_required

app = FastAPI()
blueprint = Blueprint("chat", __name__)
URL = "http://langflow:7860/api/v1/run/support"
KEY = os.environ["LANGFLOW_API_KEY"]


@app.post("/ask")
def ask(text: str):
    # ruleid: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers={"x-api-key": KEY}, timeout=60)


@blueprint.route("/ask/<text>")
def ask_flask(text):
    headers = {"x-api-key": KEY}
    # ruleid: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers=headers, timeout=60).json()


@app.post("/ask-user", dependencies=[Depends(current_user)])
def ask_user(text: str):
    # ok: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers={"x-api-key": KEY}, timeout=60)


@app.post("/ask-me")
def ask_me(text: str, user=Depends(current_user)):
    # ok: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers={"x-api-key": KEY}, timeout=60)


@blueprint.route("/ask-in/<text>")
@login_required
def ask_in(text):
    headers = {"x-api-key": KEY}
    # ok: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers=headers, timeout=60).json()


def job(text):
    # ok: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers={"x-api-key": KEY}, timeout=60)
