import os

import requests
from fastapi import Depends, FastAPI
from flask import Blueprint
from fastapi.middleware.cors import CORSMiddleware
from flask_login import login_required

app = FastAPI()
blueprint = Blueprint("chat", __name__)
URL = "http://langflow:7860/api/v1/run/support"
KEY = os.environ["LANGFLOW_API_KEY"]
app.add_middleware(CORSMiddleware, allow_origins=["https://app.invalid"])


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


async def _flow(text):
    headers = {"Authorization": f"Bearer {KEY}"}
    try:
        answer = requests.post(URL, json={"input_value": text}, headers=headers, timeout=60)
    except requests.HTTPError:
        return ""
    return answer.json()


@app.post("/ask-helper")
async def ask_helper(text: str, db=Depends(get_db)):
    # ruleid: py-endpoint-without-login
    return {"answer": await _flow(text)}


@app.post("/ask-helper-as-user")
async def ask_helper_as_user(text: str, request: Request):
    verify_token(request)
    # ok: py-endpoint-without-login
    return {"answer": await _flow(text)}


@app.post("/ask-with-cookie")
async def ask_with_cookie(text: str, request: Request):
    if not request.cookies.get("session"):
        raise HTTPException(status_code=401)
    # ok: py-endpoint-without-login
    return {"answer": await _flow(text)}


@app.post("/ask-with-own-key")
async def ask_with_own_key(text: str, request: Request):
    key = request.headers.get("x-api-key")
    # ok: py-endpoint-without-login
    return requests.post(URL, json={"input_value": text}, headers={"x-api-key": key}, timeout=60)


async def answer(request):
    # ruleid: py-endpoint-without-login
    return web.json_response(await _flow(await request.text()))


async def warm_up(request):
    # ok: py-endpoint-without-login
    return await _flow("")


server = web.Application()
server.router.add_post("/ask", answer)


@app.post("/model")
def model(text: str):
    # ruleid: py-endpoint-without-login
    return client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])


@app.get("/status")
def status():
    # ok: py-endpoint-without-login
    return requests.get("https://example.com/status", timeout=5).json()
