import os

from fastapi import FastAPI
from langchain_core.tools import tool

from app.settings import settings

app = FastAPI()


@tool
def connection() -> str:
    # ruleid: py-secret-returned
    return f"host db, password {os.environ['DB_PASSWORD']}"


@tool
def connected() -> str:
    # ok: py-secret-returned
    return "with" if os.environ.get("DB_PASSWORD") else "without"


@app.get("/settings")
def shown():
    # ruleid: py-secret-returned
    return {"model": settings.model, "key": settings.api_key}


@app.get("/settings/model")
def shown_model():
    # ok: py-secret-returned
    return {"model": settings.model, "region": os.environ["REGION"]}


@app.get("/answer")
def answer(text: str):
    client = Client(os.environ["LANGFLOW_API_KEY"])
    # ok: py-secret-returned
    return client.run(text)


def key():
    # ok: py-secret-returned
    return os.environ["LANGFLOW_API_KEY"]
