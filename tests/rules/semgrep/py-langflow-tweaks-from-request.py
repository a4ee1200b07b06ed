import requests
from fastapi import FastAPI
from langflow.load import run_flow_from_json

app = FastAPI()
URL = "http://langflow:7860/api/v1/run/support"
TONES = {"formal": "Be formal.", "short": "Be short."}


@app.post("/ask")
def ask(payload: dict):
    # ruleid: py-langflow-tweaks-from-request
    body = {"input_value": text, "tweaks": payload["tweaks"]}
    return requests.post(URL, json=body, timeout=60).json()


@app.post("/local")
def local(payload: dict):
    # ok: py-langflow-tweaks-from-request
    logger.debug("asked", tweaks=payload.get("tweaks"))
    # ruleid: py-langflow-tweaks-from-request
    return run_flow_from_json("flows/support.json", payload["text"], tweaks=payload.get("tweaks"))


@app.post("/ask-fixed")
def ask_fixed(payload: dict):
    # ok: py-langflow-tweaks-from-request
    body = {"input_value": payload["text"], "tweaks": {"Prompt-1": {"tone": payload["tone"]}}}
    return requests.post(URL, json=body, timeout=60).json()


@app.post("/local-fixed")
def local_fixed(payload: dict):
    tweaks = {"Prompt-1": {"tone": TONES[payload["tone"]]}}
    # ok: py-langflow-tweaks-from-request
    return run_flow_from_json("flows/support.json", payload["text"], tweaks=tweaks)


@app.post("/local-each")
def local_each(payload: dict):
    tweaks = {}
    for component in ("Prompt-1", "Prompt-2"):
        tweaks[component] = {"tone": payload["tone"]}
    # ok: py-langflow-tweaks-from-request
    return run_flow_from_json("flows/support.json", payload["text"], tweaks=tweaks)


@app.post("/pass")
async def passed(request: Request):
    body = await request.json()
    # ruleid: py-langflow-tweaks-from-request
    return requests.post(URL, json=body, timeout=60).json()


@app.post("/pass-text")
async def passed_text(request: Request):
    body = await request.json()
    # ok: py-langflow-tweaks-from-request
    return requests.post(URL, json={"input_value": body["text"]}, timeout=60).json()
