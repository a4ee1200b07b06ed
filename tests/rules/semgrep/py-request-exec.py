import os
import subprocess

from fastapi import FastAPI
from flask import Blueprint, request

app = FastAPI()
blueprint = Blueprint("hook", __name__)


@app.post("/hook")
def hook(payload: dict):
    # ruleid: py-request-exec
    os.system("notify " + payload["text"])


@blueprint.route("/calculate")
def calculate():
    expression = request.args.get("expression")
    # ruleid: py-request-exec
    return str(eval(expression))


@app.post("/safe")
def safe(payload: dict):
    # ok: py-request-exec
    subprocess.run(["notify", "--", payload["text"]], check=True)


@app.post("/fixed")
def fixed(payload: dict):
    # ok: py-request-exec
    os.system("notify")


def helper(payload: dict):
    # ok: py-request-exec
    os.system("notify " + payload["text"])
