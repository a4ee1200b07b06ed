import requests


def log_in(base, session, password):
    # ruleid: py-langflow-login-literal
    requests.post(f"{base}/api/v1/login", data={"username": "admin", "password": "made up"}, timeout=10)
    # ruleid: py-langflow-login-literal
    session.post(base + "/api/v1/login", json={"username": "admin", "password": "made up"})
    # ok: py-langflow-login-literal
    requests.post(f"{base}/api/v1/login", data={"username": "admin", "password": password}, timeout=10)
    # ok: py-langflow-login-literal
    session.post(base + "/shop/login", json={"username": "admin", "password": "made up"})
