import httpx
import requests


def run(key, body):
    # ruleid: py-langflow-key-over-http
    requests.post("http://flows.example.com/api/v1/run/chat", json=body, headers={"x-api-key": key}, timeout=30)
    headers = {"Content-Type": "application/json", "x-api-key": key}
    # ruleid: py-langflow-key-over-http
    httpx.post("http://203.0.113.7:7860/api/v1/run/chat", json=body, headers=headers)
    # ok: py-langflow-key-over-http
    requests.post("https://flows.example.com/api/v1/run/chat", json=body, headers={"x-api-key": key}, timeout=30)
    # ok: py-langflow-key-over-http
    requests.post("http://localhost:7860/api/v1/run/chat", json=body, headers={"x-api-key": key}, timeout=30)
    # ok: py-langflow-key-over-http
    httpx.post("http://langflow:7860/api/v1/run/chat", json=body, headers=headers)
    # ok: py-langflow-key-over-http
    requests.get("http://flows.example.com/health", headers={"Accept": "application/json"}, timeout=30)
