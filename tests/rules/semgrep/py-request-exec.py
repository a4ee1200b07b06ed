import asyncio
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


@app.post("/notebook")
async def notebook(payload: dict):
    process = await asyncio.create_subprocess_exec("python3", "-i", stdin=asyncio.subprocess.PIPE)
    # ruleid: py-request-exec
    process.stdin.write(payload["code"].encode())
    worker = await asyncio.create_subprocess_exec("python3", "work.py", stdin=asyncio.subprocess.PIPE)
    # ok: py-request-exec
    await worker.communicate(payload["text"].encode())
