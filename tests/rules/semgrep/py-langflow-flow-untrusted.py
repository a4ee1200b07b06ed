import requests
from fastapi import FastAPI
from langflow.load import run_flow_from_json
from lfx.load import load_flow_from_json

app = FastAPI()


@app.post("/run")
def run(payload: dict):
    # ruleid: py-langflow-flow-untrusted
    return run_flow_from_json(flow=payload["flow"], input_value=payload["text"])


def from_hub(url):
    flow = requests.get(url, timeout=10).json()
    # ruleid: py-langflow-flow-untrusted
    return load_flow_from_json(flow)


@app.post("/run-own")
def run_own(payload: dict):
    # ok: py-langflow-flow-untrusted
    return run_flow_from_json(flow="flows/support.json", input_value=payload["text"])


def from_folder():
    # ok: py-langflow-flow-untrusted
    return load_flow_from_json("flows/support.json")
